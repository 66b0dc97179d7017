"""What a feed reader makes of a feed: a line of faults, or the ids of its entries."""
import sys

import feedparser

feed = feedparser.parse(sys.argv[1])
if feed.bozo:
    print("fault:", feed.bozo_exception)
for entry in feed.entries:
    if not (entry.title and entry.content[0].value and entry.updated_parsed):
        print("fault: entry", entry.id, "lacks something")
    if "<script" in entry.content[0].value:
        print("fault: entry", entry.id, "has a script")
    print(entry.id)

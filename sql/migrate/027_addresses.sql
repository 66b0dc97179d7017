-- A site is asked for an article by its address or its name. The machine leaves every article withheld, so
-- a load pays nothing for these.
CREATE INDEX article_slug ON storywire.article (slug) WHERE pub_status <> 'withheld';
CREATE INDEX article_uri ON storywire.article (uri) WHERE pub_status <> 'withheld';

SELECT format('   %s stories (%s with a place, %s with tags), %s readings, %s poll, %s article in %s version%s',
	(SELECT count(*) FROM storywire.story),
	(SELECT count(*) FROM storywire.story WHERE places IS NOT NULL),
	(SELECT count(*) FROM storywire.story WHERE mentions IS NOT NULL),
	(SELECT count(*) FROM storywire.observation),
	(SELECT count(*) FROM storywire.poll),
	(SELECT count(*) FROM storywire.article WHERE workflow_state <> 'superseded'),
	(SELECT count(*) FROM storywire.article_version),
	CASE (SELECT count(*) FROM storywire.article_version) WHEN 1 THEN '' ELSE 's' END);

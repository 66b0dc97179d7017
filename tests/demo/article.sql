SELECT format(E'   %s\n   %s\n   [%s, %s, version %s]\n',
	headline, dek, workflow_state, pub_status, version)
FROM storywire.article WHERE workflow_state <> 'superseded';
SELECT format(E'   %s\n', text)
FROM storywire.article_block ORDER BY account_id, article_id, position;

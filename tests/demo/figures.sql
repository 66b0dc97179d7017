SELECT format('   %s. %s (%s)', position + 1, caption, credit_line)
FROM storywire.article_figure ORDER BY account_id, article_id, position;

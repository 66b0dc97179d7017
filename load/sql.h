/*
 * The statements of sql/, embedded by sql/embed.awk: sql_NAME is sql/query/NAME.sql, where its
 * parameters and rows are described; migrations[] is sql/migrate in order.
 */
#ifndef LOAD_SQL_H
#define LOAD_SQL_H

#include "lib/std.h"

extern const char sql_account_locks[];
extern const char sql_add_alias[];
extern const char sql_add_article[];
extern const char sql_add_article_story[];
extern const char sql_add_version[];
extern const char sql_adopt_stories[];
extern const char sql_article_known[];
extern const char sql_begin[];
extern const char sql_claim_alias[];
extern const char sql_commit[];
extern const char sql_copy_article[];
extern const char sql_copy_media[];
extern const char sql_copy_observation[];
extern const char sql_copy_own[];
extern const char sql_copy_part[];
extern const char sql_copy_poll[];
extern const char sql_copy_reject[];
extern const char sql_copy_story[];
extern const char sql_copy_version[];
extern const char sql_drop_erased[];
extern const char sql_erase[];
extern const char sql_erase_lock[];
extern const char sql_expire[];
extern const char sql_lay_tombstones[];
extern const char sql_ledger_has_all[];
extern const char sql_ledger_knows[];
extern const char sql_lock_accounts[];
extern const char sql_lock_timeout[];
extern const char sql_map_versions[];
extern const char sql_mark_vanished[];
extern const char sql_merge_article[];
extern const char sql_merge_ledger[];
extern const char sql_merge_media[];
extern const char sql_merge_observation[];
extern const char sql_merge_poll[];
extern const char sql_merge_reject[];
extern const char sql_merge_story[];
extern const char sql_receipt[];
extern const char sql_reconcile[];
extern const char sql_release[];
extern const char sql_report[];
extern const char sql_rollback[];
extern const char sql_savepoint[];
extern const char sql_schema_exists[];
extern const char sql_schema_lock[];
extern const char sql_schema_record[];
extern const char sql_schema_roles[];
extern const char sql_schema_share[];
extern const char sql_schema_versions[];
extern const char sql_segments_rewritten[];
extern const char sql_session[];
extern const char sql_settle_articles[];
extern const char sql_spool_is_clean[];
extern const char sql_stage_account[];
extern const char sql_stage_article[];
extern const char sql_stage_day[];
extern const char sql_stage_media[];
extern const char sql_stage_observation[];
extern const char sql_stage_odd[];
extern const char sql_stage_own[];
extern const char sql_stage_part[];
extern const char sql_stage_poll[];
extern const char sql_stage_reject[];
extern const char sql_stage_story[];
extern const char sql_stage_version[];
extern const char sql_status[];
extern const char sql_story_known[];
extern const char sql_straight_alias[];
extern const char sql_straight_article[];
extern const char sql_straight_story[];
extern const char sql_takedown_names[];
extern const char sql_tell_run[];
extern const char sql_undo_rows[];

struct migration {
	int number;       /* from 1, without gaps */
	const char *name; /* the file's name without .sql */
	const char *text;
};

extern const struct migration migrations[];
extern const size_t migrations_n;

#endif

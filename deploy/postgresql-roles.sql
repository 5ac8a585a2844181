-- Separate roles on PostgreSQL: a second wall behind the application's own.
--
-- Whoever makes the web process run a statement of their own, by a fault of ours, runs it with the
-- rights below: no body of a ballot, no exact number of people, and no line of the log
-- changed or taken away. Accounts and roles it may write: administrators do, on its pages.
--
--   web      the role of TOOLKIT_WEB_DATABASE_URL, for pages and forms
--   results  the role of TOOLKIT_RESULTS_DATABASE_URL, for reading publications
--
-- Run it as the role that owns the tables, after every `toolkit db upgrade` and after restoring a
-- backup. It may be run again at any time: it takes back everything, then grants what stands here.
--
--   psql --no-psqlrc --file=deploy/postgresql-roles.sql postgresql://toolkit@host/toolkit
--
-- Other names of roles: --set=web=NAME --set=results=NAME. Both roles have to be there already.
-- On PostgreSQL 14, its administrator says once, in this database, whose schema it is:
-- ALTER SCHEMA public OWNER TO toolkit;

\set ON_ERROR_STOP on
\if :{?web} \else \set web toolkit_web \endif
\if :{?results} \else \set results toolkit_results \endif

BEGIN;
SET LOCAL search_path = public;

-- Everything is closed: a table that no line below opens is closed to both, a new one too.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, :"web", :"results";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, :"web", :"results";
REVOKE ALL ON SCHEMA public FROM :"web", :"results";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE :"DBNAME" FROM :"web", :"results";
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO :"web", :"results";
GRANT USAGE ON SCHEMA public TO :"web", :"results";

-- The web process. A line for each table, which a test compares with the application's tables.
GRANT SELECT, INSERT, UPDATE (text, sha256, state), DELETE ON content TO :"web"; -- drafts; see below
GRANT SELECT, INSERT, UPDATE, DELETE ON edition TO :"web";
GRANT SELECT, INSERT, UPDATE ON upkeep TO :"web";
GRANT SELECT, INSERT, UPDATE (settled_by) ON practice_case TO :"web";
GRANT USAGE ON SEQUENCE practice_case_id_seq TO :"web"; -- their numbers
GRANT SELECT ON web_link TO :"web"; -- what a job found of links
GRANT SELECT ON link_place TO :"web"; -- likewise
GRANT SELECT ON link_round TO :"web"; -- likewise
-- Planning, and one extension: never a wave's state or key, and what was fixed when it opened is
-- held against its fingerprint in the key folder.
GRANT SELECT, INSERT, UPDATE (id, title, perspective, questionnaire, version, sponsor, decision, results_by, eligible, opens_for, first_day, last_day, extended_to, mean_from, shares_from, protected) ON wave TO :"web";
GRANT USAGE ON SEQUENCE wave_id_seq TO :"web"; -- their numbers
GRANT SELECT ON response_rate TO :"web"; -- the weekly steps, counted by the job process
GRANT SELECT, INSERT, DELETE ON sampled TO :"web"; -- sizes of samples, never who was left out
GRANT SELECT, INSERT, DELETE ON assured TO :"web"; -- the checklist before opening
GRANT SELECT, INSERT, UPDATE (step, asked_by, seen, refused, tells) ON wave_step TO :"web"; -- asks for it
GRANT SELECT, INSERT, DELETE ON cell TO :"web"; -- the groups of a roster that is imported
GRANT USAGE ON SEQUENCE cell_id_seq TO :"web"; -- their numbers
GRANT SELECT (id, cell_id), INSERT, UPDATE (cell_id, body) ON ballot TO :"web"; -- never the body
-- Links are made when a roster is confirmed and go when it changes; their number is fixed when the
-- wave opens, and one more or one less stops the publication.
GRANT SELECT, INSERT, UPDATE (id, spent), DELETE ON link TO :"web";
GRANT SELECT, INSERT, UPDATE (value, person, mail, replaced, withdrawn), DELETE ON roster TO :"web";
GRANT SELECT, INSERT, UPDATE (is_listed, confirmed_by, zone), DELETE ON participation TO :"web";
GRANT SELECT, INSERT, UPDATE (rounds) ON mailing TO :"web"; -- asks for letters
GRANT USAGE ON SEQUENCE mailing_id_seq TO :"web"; -- their numbers
GRANT SELECT, INSERT, UPDATE (state, attempts, said), DELETE ON letter TO :"web"; -- to be sent again
GRANT SELECT (id, mailing_id), INSERT ON loose_letter TO :"web"; -- never whom they go to
REVOKE ALL ON mail_pace FROM :"web"; -- the job process' own
GRANT SELECT, INSERT, UPDATE (wave_id, body), DELETE ON blob TO :"web"; -- sealed by its owner's code
GRANT SELECT, INSERT, UPDATE (password, active, fs_uniquifier, totp, totp_used) ON user_account TO :"web";
GRANT SELECT, INSERT, DELETE ON role_grant TO :"web";
GRANT SELECT, INSERT, DELETE ON claimed_role TO :"web";
GRANT SELECT, INSERT ON identity TO :"web";
GRANT SELECT, INSERT, UPDATE (counter), DELETE ON passkey TO :"web";
GRANT SELECT, INSERT, DELETE ON backup_code TO :"web";
GRANT SELECT, INSERT, DELETE ON account_link TO :"web";
GRANT SELECT, INSERT, DELETE ON ended_sign_in TO :"web";
GRANT SELECT, INSERT ON audit TO :"web"; -- what was written stays
GRANT USAGE ON SEQUENCE user_account_id_seq, audit_id_seq TO :"web";
GRANT SELECT, UPDATE (state, attempts, due, ended) ON job TO :"web"; -- "Try again"
GRANT SELECT, INSERT, UPDATE (shown) ON outlook TO :"web"; -- asks for it, or for it anew
GRANT INSERT (name, wave_id, subject, state, attempts, done, total, error, asked, due, ended) ON job TO :"web"; -- asks for reports and letters
GRANT USAGE ON SEQUENCE job_id_seq TO :"web"; -- their numbers
REVOKE ALL ON publication FROM :"web"; -- read by the other role
REVOKE ALL ON chart FROM :"web"; -- likewise
REVOKE ALL ON entity_groups FROM :"web"; -- likewise
GRANT SELECT, INSERT, UPDATE (name) ON group_name TO :"web"; -- a curator names groups
REVOKE ALL ON report FROM :"web"; -- likewise
GRANT SELECT, INSERT, DELETE ON membership TO :"web"; -- the groups for comparison
REVOKE ALL ON publication_audit FROM :"web"; -- exact numbers of people
GRANT SELECT, INSERT, UPDATE (modules, version) ON ambition TO :"web"; -- what entities say
GRANT SELECT, INSERT, UPDATE (state, text, authors, reviewer, objection, version) ON own_questions TO :"web"; -- fixed as it opens, as above
GRANT SELECT, INSERT, UPDATE (effort, actions, signer_name, signer_title, signed_by, signed_on, version) ON entity_return TO :"web";
GRANT SELECT, INSERT, UPDATE (factor_id, title, text, contact, version), DELETE ON posting TO :"web";
GRANT SELECT, INSERT, UPDATE (tool_id, is_accepted, owner, first_step_on, version) ON decision TO :"web";
GRANT SELECT, INSERT, UPDATE (lines, version) ON follow_up TO :"web";
GRANT SELECT, INSERT, UPDATE (modules, version) ON naming TO :"web";
REVOKE ALL ON alembic_version FROM :"web";

-- What was published keeps its text, whoever asks: only its state may change.
CREATE OR REPLACE FUNCTION keep_published_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published text never changes' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE OR REPLACE TRIGGER keep_published_text BEFORE UPDATE OF text, sha256 ON content
  FOR EACH ROW WHEN (OLD.state IN ('published', 'withdrawn'))
  EXECUTE FUNCTION keep_published_content();
CREATE OR REPLACE TRIGGER keep_published_row BEFORE DELETE ON content
  FOR EACH ROW WHEN (OLD.state IN ('published', 'withdrawn'))
  EXECUTE FUNCTION keep_published_content();

-- Reading results: what is published, what it is about, and nothing else.
GRANT SELECT ON content TO :"results";
GRANT SELECT ON wave TO :"results";
GRANT SELECT ON cell TO :"results";
GRANT SELECT ON membership TO :"results";
GRANT SELECT ON sampled TO :"results"; -- stands beside who answered
GRANT SELECT ON publication TO :"results";
GRANT SELECT ON chart TO :"results";
GRANT SELECT ON entity_groups TO :"results";
GRANT SELECT ON group_name TO :"results";
GRANT SELECT ON report TO :"results";
GRANT SELECT ON ambition TO :"results"; -- what entities say of themselves
GRANT SELECT ON own_questions TO :"results";
GRANT SELECT ON entity_return TO :"results";
GRANT SELECT ON posting TO :"results";
GRANT SELECT ON decision TO :"results";
GRANT SELECT ON follow_up TO :"results";
GRANT SELECT ON naming TO :"results";
REVOKE ALL ON edition FROM :"results";
REVOKE ALL ON upkeep FROM :"results";
GRANT SELECT ON outlook TO :"results"; -- what a wave would show
REVOKE ALL ON practice_case FROM :"results";
REVOKE ALL ON web_link FROM :"results";
REVOKE ALL ON link_place FROM :"results";
REVOKE ALL ON link_round FROM :"results";
REVOKE ALL ON ballot FROM :"results";
REVOKE ALL ON link FROM :"results";
REVOKE ALL ON response_rate FROM :"results";
REVOKE ALL ON assured FROM :"results";
REVOKE ALL ON wave_step FROM :"results";
REVOKE ALL ON roster FROM :"results"; -- names of people
REVOKE ALL ON mailing FROM :"results";
REVOKE ALL ON letter FROM :"results";
REVOKE ALL ON loose_letter FROM :"results"; -- addresses
REVOKE ALL ON mail_pace FROM :"results";
REVOKE ALL ON participation FROM :"results";
REVOKE ALL ON blob FROM :"results";
REVOKE ALL ON publication_audit FROM :"results";
REVOKE ALL ON user_account FROM :"results";
REVOKE ALL ON role_grant FROM :"results";
REVOKE ALL ON claimed_role FROM :"results";
REVOKE ALL ON identity FROM :"results";
REVOKE ALL ON passkey FROM :"results";
REVOKE ALL ON backup_code FROM :"results";
REVOKE ALL ON account_link FROM :"results";
REVOKE ALL ON ended_sign_in FROM :"results";
REVOKE ALL ON job FROM :"results";
REVOKE ALL ON audit FROM :"results";
REVOKE ALL ON alembic_version FROM :"results";

COMMIT;

-- SPDX-License-Identifier: GPL-3.0-or-later

-- login_session(hash, now, today, request, address, class, session) -> signed_in
-- The account of a session cookie, with the transaction's settings set for it: see scope_open() in the schema, which
-- also opens the class the request is about, by its number or a session's, and is told what the account's row says it reaches. One
-- minute of grace, because uses are written once a minute. Found first, once: settings are set for nobody else.
WITH found AS MATERIALIZED (
	SELECT a.id AS account, a.name, a.person_id AS person, s.id AS session, NULL::bigint AS token, a.must_change,
	       s.must_enrol, s.factor, s.confirmed_at AS confirmed, NULL::text AS scope, true AS outside,
	       a.scope_days, a.scope_everybody, a.scope_units
	  FROM account_session s JOIN account a ON a.id = s.account_id
	 WHERE s.token_hash = :hash AND s.expires_at > :now::timestamptz
	   AND s.used_at > :now::timestamptz - make_interval(mins => s.idle_minutes + 1)
	   AND a.disabled_at IS NULL
)
SELECT account, name, person, session, token, must_change, must_enrol, factor, confirmed, scope, outside
  FROM found WHERE scope_open(account, person, :today::date, :request, :address, :class, :session, scope_days, scope_everybody, scope_units);

-- login_token(hash, now, today, request, address, class, session) -> signed_in
-- The account of a bearer token, with the transaction's settings set for it.
WITH found AS MATERIALIZED (
	SELECT a.id AS account, a.name, a.person_id AS person, NULL::bigint AS session, t.id AS token, a.must_change,
	       false AS must_enrol, false AS factor, NULL::timestamptz AS confirmed, t.scope, t.outside,
	       a.scope_days, a.scope_everybody, a.scope_units
	  FROM account_token t JOIN account a ON a.id = t.account_id
	 WHERE t.token_hash = :hash AND t.expires_at > :now::timestamptz AND a.disabled_at IS NULL
)
SELECT account, name, person, session, token, must_change, must_enrol, factor, confirmed, scope, outside
  FROM found WHERE scope_open(account, person, :today::date, :request, :address, :class, :session, scope_days, scope_everybody, scope_units);

-- login_account(account, today, request) -> signed_in
-- An account without a session or token: what it asked for is asked again by a job.
WITH found AS MATERIALIZED (
	SELECT a.id AS account, a.name, a.person_id AS person, NULL::bigint AS session, NULL::bigint AS token, false AS must_change,
	       false AS must_enrol, false AS factor, NULL::timestamptz AS confirmed, NULL::text AS scope, true AS outside
	  FROM account a WHERE a.id = :account AND a.disabled_at IS NULL
)
SELECT * FROM found WHERE scope_open(account, person, :today::date, :request, NULL);

-- login_scope(account, person, today, request, address) -> bool
-- The same settings for another transaction of a request, without a class.
SELECT scope_open(:account::bigint, :person::bigint, :today::date, :request, :address);

-- login_renewed(session, hash, now)
-- Another secret for a session whose owner has just shown who they are.
UPDATE account_session SET token_hash = :hash, confirmed_at = :now::timestamptz WHERE id = :session;

-- login_try(key, name, now, most) -> int
-- Counts an attempt and gives 0, or the seconds to wait. Five are free; after that each waits twice as long as the one
-- before, up to `most` minutes, and an hour of rest forgets them. Same work for names that do not exist.
WITH tried AS (
	INSERT INTO sign_in_attempt AS t (key, failed_count, tried_at, name_hash)
	VALUES (:key, 1, :now::timestamptz, encode(sha256(convert_to(lower(:name), 'UTF8')), 'hex'))
	ON CONFLICT (key) DO UPDATE SET
		failed_count = CASE WHEN greatest(t.tried_at, t.locked_until) < :now::timestamptz - interval '1 hour' THEN 1
			ELSE t.failed_count + 1 END,
		locked_until = CASE WHEN greatest(t.tried_at, t.locked_until) >= :now::timestamptz - interval '1 hour'
			AND t.failed_count >= 4 THEN :now::timestamptz
			+ make_interval(secs => least(:most::int * 60, 30 * 2 ^ least(t.failed_count - 4, 20))) END,
		tried_at = :now::timestamptz
	  WHERE t.locked_until IS NULL OR t.locked_until <= :now::timestamptz
	RETURNING 0::bigint AS wait
), counted AS (
	UPDATE account a SET failed_count = a.failed_count + 1 FROM tried WHERE a.name = lower(:name)
)
SELECT coalesce((SELECT wait FROM tried),
	(SELECT greatest(1, ceil(extract(epoch FROM t.locked_until - :now::timestamptz)))::bigint
	   FROM sign_in_attempt t WHERE t.key = :key), 1);

-- login_try_address(key, place, now, free) -> int
-- One password tried on many names: after so many failures of an address within an hour each further attempt from
-- there waits 5 seconds; a success is given back. Who came in from there within 30 days (`place`, name and address) waits
-- for their own attempts alone: else one who guesses on and on would take every place and shut the office out.
WITH known AS MATERIALIZED (
	SELECT FROM sign_in_place p WHERE p.key = :place AND p.came_at > :now::timestamptz - interval '30 days'
), tried AS (
	INSERT INTO sign_in_attempt AS t (key, failed_count, tried_at)
	SELECT :key, 1, :now::timestamptz WHERE NOT EXISTS (SELECT FROM known)
	ON CONFLICT (key) DO UPDATE SET
		failed_count = CASE WHEN t.tried_at < :now::timestamptz - interval '1 hour' THEN 1 ELSE t.failed_count + 1 END,
		locked_until = CASE WHEN t.tried_at >= :now::timestamptz - interval '1 hour' AND t.failed_count >= :free::int
			THEN :now::timestamptz + interval '5 seconds' END,
		tried_at = :now::timestamptz
	  WHERE t.locked_until IS NULL OR t.locked_until <= :now::timestamptz
	RETURNING 0::bigint AS wait
)
SELECT CASE WHEN EXISTS (SELECT FROM known) THEN 0 ELSE coalesce((SELECT wait FROM tried), 5) END;

-- login_device(hash, name, now) -> bool
-- Did the account of that name come in with that browser within half a year?
SELECT EXISTS (SELECT FROM sign_in_device d JOIN account a ON a.id = d.account_id
	WHERE d.cookie_hash = :hash AND a.name = lower(:name) AND d.came_at > :now::timestamptz - interval '180 days');

-- login_device_shared(hash, now) -> bool
-- Did anybody? Then the browser keeps its cookie, also for another account.
SELECT EXISTS (SELECT FROM sign_in_device d WHERE d.cookie_hash = :hash AND d.came_at > :now::timestamptz - interval '180 days');

-- login_device_keep(hash, account, now, most)
-- The account came in with it; of one account's browsers the latest are remembered.
WITH kept AS (
	INSERT INTO sign_in_device (cookie_hash, account_id, made_at, came_at) VALUES (:hash, :account, :now::timestamptz, :now::timestamptz)
	ON CONFLICT (cookie_hash, account_id) DO UPDATE SET came_at = excluded.came_at
)
DELETE FROM sign_in_device d USING (SELECT o.cookie_hash FROM sign_in_device o
	WHERE o.account_id = :account AND o.cookie_hash <> :hash ORDER BY o.came_at DESC, o.cookie_hash OFFSET :most::int - 1) old
 WHERE d.account_id = :account AND d.cookie_hash = old.cookie_hash;

-- login_used(uses)
-- The last uses of sessions and tokens, and of their accounts, in the order of their numbers, as others write many accounts;
-- an older use never overwrites a newer one.
WITH use AS (
	SELECT * FROM jsonb_to_recordset(:uses::jsonb)
		AS u(account bigint, session bigint, token bigint, at timestamptz)
), sessions AS (
	UPDATE account_session s SET used_at = u.at FROM use u WHERE s.id = u.session AND s.used_at < u.at
), tokens AS (
	UPDATE account_token t SET used_at = u.at FROM use u
	 WHERE t.id = u.token AND (t.used_at IS NULL OR t.used_at < u.at)
)
UPDATE account a SET last_used_at = u.at
  FROM (SELECT u.account, u.at FROM account k JOIN (SELECT account, max(at) AS at FROM use GROUP BY account) u ON u.account = k.id
	ORDER BY k.id FOR NO KEY UPDATE OF k) u
 WHERE a.id = u.account AND (a.last_used_at IS NULL OR a.last_used_at < u.at);

-- login_swept(now)
-- Sessions that ended, attempts, places and browsers that are forgotten.
WITH ended AS (
	DELETE FROM account_session WHERE expires_at < :now::timestamptz
), left_behind AS (
	DELETE FROM sign_in_place WHERE came_at < :now::timestamptz - interval '30 days'
), devices AS (
	DELETE FROM sign_in_device WHERE came_at < :now::timestamptz - interval '180 days'
)
DELETE FROM sign_in_attempt WHERE tried_at < :now::timestamptz - interval '1 hour'
	AND (locked_until IS NULL OR locked_until < :now::timestamptz - interval '1 hour');

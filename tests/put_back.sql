-- Puts PostgreSQL back as `kept.keep()` found it: the rows, and the number with which each sequence goes on.
-- A test touches a few of the tables; to empty all of them would take longer than most tests do.
CREATE SCHEMA kept;
CREATE TABLE kept.tables (name text PRIMARY KEY, amount bigint, written_by xid);
CREATE TABLE kept.sequences (name text PRIMARY KEY, at bigint, is_used boolean);

CREATE FUNCTION kept.keep(names text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  named text;
  amount bigint;
BEGIN
  FOREACH named IN ARRAY names LOOP
    EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_of_' || named, named);
    GET DIAGNOSTICS amount = ROW_COUNT;
    INSERT INTO kept.tables VALUES (named, amount, NULL);
  END LOOP;
  INSERT INTO kept.sequences
  SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
  FROM pg_sequences WHERE schemaname = 'public';
  PERFORM kept.put_back();
END $$;

CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one record;
  is_as_kept boolean;
BEGIN
  SET LOCAL session_replication_role = replica; -- no trigger that refuses, no look at foreign keys
  IF EXISTS (SELECT FROM kept.tables WHERE pg_relation_size('public.' || name) > 1000000) THEN
    EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('public.%I', name), ', ') FROM kept.tables);
  END IF;
  FOR one IN SELECT * FROM kept.tables LOOP
    EXECUTE format('SELECT count(*) = $1 AND coalesce(bool_and(xmin IS NOT DISTINCT FROM $2), true) FROM public.%I', one.name)
    INTO is_as_kept USING one.amount, one.written_by;
    IF NOT is_as_kept THEN
      EXECUTE format('DELETE FROM public.%I', one.name);
      EXECUTE format('INSERT INTO public.%I TABLE kept.%I', one.name, 'rows_of_' || one.name);
      UPDATE kept.tables SET written_by = pg_current_xact_id()::xid WHERE name = one.name;
    END IF;
  END LOOP;
  PERFORM setval(('public.' || name)::regclass, at, is_used) FROM kept.sequences;
END $$;

-- Brings a test database back to what the migrations left, in a few milliseconds: only tables with rows are emptied, and
-- rows that the migrations inserted are put back.
CREATE SCHEMA test;

CREATE FUNCTION test.tables() RETURNS TABLE (name text, kept text) LANGUAGE sql STABLE AS $$
    SELECT format('public.%I', relname), format('test.%I', relname)
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'aerich'
$$;

DO $$
DECLARE
    it record;
    filled boolean;
BEGIN
    FOR it IN SELECT * FROM test.tables() LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', it.name) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE %s AS TABLE %s', it.kept, it.name);
        END IF;
    END LOOP;
END
$$;

-- `spared` are tables whose rows other processes rely on.
CREATE FUNCTION test.reset(spared text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    it record;
    filled boolean;
BEGIN
    -- A transaction that a test left open would be waited for without end.
    SET LOCAL lock_timeout = '5s';
    -- Ledgers refuse deletion by a trigger, and foreign keys would dictate an order: neither applies here.
    SET LOCAL session_replication_role = replica;
    FOR it IN SELECT * FROM test.tables() LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', it.name) INTO filled;
        CONTINUE WHEN NOT filled OR it.name = ANY (spared);
        EXECUTE format('DELETE FROM %s', it.name);
        IF to_regclass(it.kept) IS NOT NULL THEN
            EXECUTE format('INSERT INTO %s TABLE %s', it.name, it.kept);
        END IF;
    END LOOP;
    PERFORM setval(oid, seqstart, false) FROM pg_sequence JOIN pg_class ON oid = seqrelid
    WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'aerich%';
END
$$;

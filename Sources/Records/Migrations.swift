import GRDB

/// What the tables are, step by step. A step that has been released is never edited: another is added behind it.
enum Migrations {
    static var deviceLog: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("device log") { database in
            try database.execute(
                sql: """
                    CREATE TABLE recording (
                        id INTEGER PRIMARY KEY,
                        profile TEXT NOT NULL,
                        text TEXT NOT NULL,
                        place TEXT NOT NULL,
                        unit INTEGER NOT NULL,
                        began REAL NOT NULL
                    ) STRICT;
                    CREATE TABLE point (
                        id INTEGER PRIMARY KEY,
                        recording INTEGER NOT NULL REFERENCES recording(id),
                        name TEXT NOT NULL,
                        unit TEXT NOT NULL,
                        text TEXT NOT NULL,
                        UNIQUE (recording, name)
                    ) STRICT;
                    CREATE TABLE sample (
                        id INTEGER PRIMARY KEY,
                        recording INTEGER NOT NULL REFERENCES recording(id),
                        time REAL NOT NULL,
                        status TEXT NOT NULL,
                        missed INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX sample_time ON sample(time);
                    CREATE TABLE reading (
                        sample INTEGER NOT NULL REFERENCES sample(id),
                        point INTEGER NOT NULL REFERENCES point(id),
                        number REAL,
                        text TEXT,
                        PRIMARY KEY (sample, point)
                    ) STRICT, WITHOUT ROWID;
                    CREATE VIEW log AS
                        SELECT strftime('%Y-%m-%dT%H:%M:%fZ', sample.time, 'unixepoch') AS time, recording.profile AS profile,
                            point.name AS name, coalesce(reading.number, reading.text) AS value, point.unit AS unit,
                            sample.status AS status
                        FROM reading JOIN sample ON sample.id = reading.sample JOIN point ON point.id = reading.point
                            JOIN recording ON recording.id = sample.recording;
                    """)
        }
        return migrator
    }

    static var learners: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("learners") { database in
            try database.execute(
                sql: """
                    CREATE TABLE learner (
                        id TEXT PRIMARY KEY,
                        name TEXT,
                        added REAL NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE attempt (
                        id INTEGER PRIMARY KEY,
                        learner TEXT NOT NULL REFERENCES learner(id) ON DELETE CASCADE,
                        scenario TEXT NOT NULL,
                        digests TEXT NOT NULL,
                        path TEXT NOT NULL,
                        began REAL NOT NULL,
                        finished INTEGER NOT NULL,
                        state TEXT NOT NULL,
                        result BLOB NOT NULL,
                        scorer TEXT NOT NULL
                    ) STRICT;
                    CREATE INDEX attempt_learner ON attempt(learner, began);
                    """)
        }
        return migrator
    }
}

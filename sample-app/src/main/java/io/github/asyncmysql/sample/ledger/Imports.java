package io.github.asyncmysql.sample.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Opens accounts by the thousand, and says how far that has come. Each batch is a transaction of its own, and no connection
 * is borrowed while a client is slow to send the next one. Thread-safe.
 */
@Service
public class Imports {

    private static final int BATCH = 1000;
    private static final int REMEMBERED = 20;

    private final Ledger ledger;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Import> imports = new ConcurrentSkipListMap<>();

    Imports(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Opens an account for each row. Waits for rows and for the database, so it is for virtual threads, or few at a time.
     *
     * @param rows read one at a time; whatever it throws ends the import
     * @throws ImportException when it had to stop; the rows in front of the one that was at fault have been imported
     */
    public ImportProgress open(Iterator<NewAccount> rows) {
        Import running = begin();
        CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
        List<NewAccount> batch = new ArrayList<>(BATCH);
        try {
            try {
                while (rows.hasNext()) {
                    batch.add(rows.next());
                    if (batch.size() == BATCH) {
                        // The next batch is read while this one is written.
                        writing.join();
                        writing = write(batch, running);
                        batch = new ArrayList<>(BATCH);
                    }
                }
            } finally {
                writing.join();
                write(batch, running).join();
            }
            return running.end(ImportProgress.State.DONE);
        } catch (RuntimeException failure) {
            Throwable inner = failure.getCause();
            Throwable cause = failure instanceof CompletionException && inner != null ? inner : failure;
            throw new ImportException(running.end(ImportProgress.State.FAILED).rows(), cause);
        }
    }

    private CompletableFuture<Void> write(List<NewAccount> batch, Import running) {
        return batch.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : ledger.openAll(batch).thenRun(() -> running.rows.addAndGet(batch.size()));
    }

    private Import begin() {
        Import running = new Import(numbers.incrementAndGet());
        imports.put(running.id, running);
        imports.headMap(running.id - REMEMBERED, true).clear();
        return running;
    }

    /** The latest imports, at most {@value #REMEMBERED}, newest first. */
    public List<ImportProgress> latest() {
        return imports.descendingMap().values().stream().map(Import::progress).toList();
    }

    /** An import on its way, or at its end. Thread-safe. */
    private static final class Import {

        private final long id;
        private final Instant startedAt = Instant.now();
        private final long startedNanos = System.nanoTime();
        private final AtomicLong rows = new AtomicLong();
        private volatile @Nullable ImportProgress end;

        Import(long id) {
            this.id = id;
        }

        ImportProgress progress() {
            ImportProgress last = end;
            return last == null ? progress(ImportProgress.State.RUNNING) : last;
        }

        ImportProgress end(ImportProgress.State state) {
            ImportProgress last = progress(state);
            end = last;
            return last;
        }

        private ImportProgress progress(ImportProgress.State state) {
            long millis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
            return new ImportProgress(id, state, rows.get(), startedAt, millis);
        }
    }
}

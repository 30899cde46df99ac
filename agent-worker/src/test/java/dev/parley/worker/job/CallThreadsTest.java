package dev.parley.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads for an application's code. */
@Timeout(20)
class CallThreadsTest {
    private static final InheritableThreadLocal<String> MAKER = new InheritableThreadLocal<>();

    @Test
    void shouldRunWhatIsPromisedOnTheThreadThatStandsReady() throws Exception {
        MAKER.set("prepare");
        CallThreads.prepare();
        MAKER.set("startPromised");

        while (!promised("job-1-entry-point").equals("job-1-entry-point made by prepare")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldRunWhatIsPromisedOnAThreadOfItsOwnWhenNoneStandsReady() throws Exception {
        MAKER.set("startPromised");

        assertThat(promised("job-2-entry-point")).startsWith("job-2-entry-point made by ");
    }

    private static String promised(String name) throws Exception {
        CompletableFuture<String> ran = new CompletableFuture<>();
        CallThreads.startPromised(
                name, () -> ran.complete(Thread.currentThread().getName() + " made by " + MAKER.get()));
        return ran.get();
    }
}

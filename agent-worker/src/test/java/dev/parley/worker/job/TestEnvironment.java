package dev.parley.worker.job;

import com.typesafe.config.Config;
import dev.parley.room.RoomConnector;
import dev.parley.session.SessionOptions;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.TestServer;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.metrics.SessionMeter;
import dev.parley.worker.metrics.WorkerMetrics;
import java.util.Optional;

/** What a manager of tests needs beside its jobs: no models and no tools. */
public final class TestEnvironment {
    private TestEnvironment() {}

    public static JobEnvironment of(
            Config config,
            EntryPoint entry,
            JobSlots slots,
            WorkerMetrics metrics,
            Optional<? extends RoomConnector> rooms) {
        return new JobEnvironment(
                WorkerOptions.builder(config, entry).build(),
                TestServer.noModels(),
                Optional.empty(),
                config,
                SessionOptions.of(config),
                slots,
                new LoadMeter(slots, () -> 0),
                metrics,
                new SessionMeter(metrics),
                rooms.map(connector -> connector));
    }
}

package dev.parley.worker.job;

import com.typesafe.config.Config;
import dev.parley.provider.Models;
import dev.parley.room.RoomConnector;
import dev.parley.session.SessionOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.metrics.SessionMeter;
import dev.parley.worker.metrics.WorkerMetrics;
import java.util.Optional;

/** What all jobs of a worker share. */
public record JobEnvironment(
        WorkerOptions options,
        Models models,
        Optional<SharedRealtimeModel> realtime,
        Config config,
        SessionOptions sessionOptions,
        JobSlots slots,
        LoadMeter load,
        WorkerMetrics metrics,
        SessionMeter sessionMeter,
        Optional<RoomConnector> roomConnector) {}

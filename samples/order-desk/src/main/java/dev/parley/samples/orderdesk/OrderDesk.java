package dev.parley.samples.orderdesk;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import dev.parley.offline.OfflineModels;
import dev.parley.provider.Models;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpExtension;
import dev.parley.worker.JobContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** What runs for each call: an agent that takes the order. Also serves the order book at {@code GET /orders}. */
public final class OrderDesk implements EntryPoint, HttpExtension {
    private final Map<Path, OrderStore> stores = new HashMap<>();

    @Override
    public void run(JobContext job) {
        DataFiles files = DataFiles.at(job.config().getString("order-desk.data"));
        OrderData data = files.orderData();
        OrderStore store = store(job.config());
        store.stockUp(data.catalogue());
        job.start(job.session()
                .agent(new OrderAgent(data, store))
                .models(models(job.models(), files, job.config()))
                .userData(Order.empty()));
    }

    /** The offline models talk and hear by a dialogue; others need none. */
    static Models models(Models configured, DataFiles files, Config config) {
        return configured.provider().equals(OfflineModels.PROVIDER)
                ? OfflineModels.withDialogue(configured, files.dialogue(), config)
                : configured;
    }

    @Override
    public Route routes(ActorSystem<?> system, Config config) {
        return OrderRoutes.of(() -> store(config), system.dispatchers().lookup(DispatcherSelector.blocking()));
    }

    /** Opened on first use: the desk is up before its database is. */
    private synchronized OrderStore store(Config config) {
        Path file = Path.of(config.getString("order-desk.database"));
        return stores.computeIfAbsent(file, path -> OrderStore.open(path, Clock.systemUTC()));
    }
}

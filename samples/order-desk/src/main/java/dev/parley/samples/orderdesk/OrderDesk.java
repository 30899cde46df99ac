package dev.parley.samples.orderdesk;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
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
        OrderData data = OrderData.read(job.config().getString("order-desk.data"));
        OrderStore store = store(job.config());
        store.stockUp(data.catalogue());
        job.start(job.session()
                .agent(new OrderAgent(data, store))
                .models(job.models())
                .userData(Order.empty()));
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

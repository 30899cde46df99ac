package dev.parley.samples.orderdesk;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import dev.parley.agent.Agent;
import dev.parley.offline.OfflineModels;
import dev.parley.provider.Models;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpExtension;
import dev.parley.worker.JobContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs for each call: an agent that takes the order. Also serves the order book at {@code GET /orders}. */
public final class OrderDesk implements EntryPoint, HttpExtension {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);

    private final Map<Path, OrderStore> stores = new HashMap<>();

    @Override
    public void run(JobContext job) {
        DataFiles files = DataFiles.at(job.config().getString("order-desk.data"));
        Models models = models(job.models(), files, job.config());
        job.start(job.session()
                .agent(agent(files, models, job.config()))
                .models(models)
                .userData(Order.empty()));
    }

    /** The offline models take seconds to load; others take none. */
    @Override
    public void prewarm(Models configured, Config config) throws Exception {
        if (isOffline(configured)) {
            Models models = models(configured, DataFiles.at(config.getString("order-desk.data")), config);
            models.tts()
                    .prewarm()
                    .thenCombine(models.stt().prewarm(), (voice, ear) -> ear)
                    .toCompletableFuture()
                    .get();
            LOG.info("Voice and recogniser are loaded.");
        }
    }

    /** Speaks by the data as they are now. What the offline recogniser listens for is as it was when the call began. */
    @Override
    public Optional<Agent> reloaded(JobContext job) {
        DataFiles files = DataFiles.at(job.config().getString("order-desk.data"));
        return Optional.of(agent(files, models(job.models(), files, job.config()), job.config()));
    }

    private OrderAgent agent(DataFiles files, Models models, Config config) {
        OrderData data = files.orderData();
        OrderStore store = store(config);
        store.stockUp(data.catalogue());
        return new OrderAgent(data, store, models.llm());
    }

    /** The offline models talk and hear by a dialogue; others need none. */
    static Models models(Models configured, DataFiles files, Config config) {
        return isOffline(configured) ? OfflineModels.withDialogue(configured, files.dialogue(), config) : configured;
    }

    private static boolean isOffline(Models configured) {
        return configured.provider().equals(OfflineModels.PROVIDER);
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

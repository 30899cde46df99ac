package dev.parley.cli;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import dev.parley.worker.EntryPoint;
import dev.parley.worker.HttpExtension;
import dev.parley.worker.JobContext;
import java.util.concurrent.CountDownLatch;

/** Keeps its server's actor system from ending, as connections to silent nodes do. */
public final class LingeringAgent implements EntryPoint, HttpExtension {
    /** Made once. */
    public LingeringAgent() {}

    @Override
    public void run(JobContext job) {}

    @Override
    public Route routes(ActorSystem<?> system, Config config) {
        system.classicSystem().registerOnTermination(LingeringAgent::linger);
        return Directives.reject();
    }

    private static void linger() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}

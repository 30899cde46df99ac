package dev.parley.worker;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;

/** Routes that an application serves beside the worker's own; implemented by the class that is the entry point. */
@FunctionalInterface
public interface HttpExtension {

    /**
     * The routes, asked for once at start. They stand behind the worker's access check and after its own routes; what
     * they don't match is answered with 404.
     */
    Route routes(ActorSystem<?> system, Config config);
}

package dev.parley.realtime.livekit.media;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.rtc.RtcEngine;
import dev.parley.rtc.RtcSettings;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The one {@link RtcEngine} of an actor system: started with the first room, closed with the system. Thread-safe. */
public final class SharedEngine implements Extension {
    private static final Id ID = new Id();

    private final RtcEngine engine;

    /** The extension's id. */
    private static final class Id extends ExtensionId<SharedEngine> {
        @Override
        public SharedEngine createExtension(ActorSystem<?> system) {
            RtcEngine engine = RtcEngine.start(RtcSettings.conversation(addresses()));
            system.getWhenTerminated().thenRun(engine::close);
            return new SharedEngine(engine);
        }
    }

    private SharedEngine(RtcEngine engine) {
        this.engine = engine;
    }

    /** The engine of this system. */
    public static RtcEngine of(ActorSystem<?> system) {
        return ID.apply(system).engine;
    }

    /** Starts the engine of this system and has it ready for the first room. Takes a second of a cold JVM on the calling thread. */
    public static void prepare(ActorSystem<?> system) {
        of(system).warmUp().whenComplete((done, failure) -> {
            if (failure != null) {
                system.log().warn("the media engine could not warm up; its first room takes longer", failure);
            }
        });
    }

    /** The machine's addresses: IPv4 first, then IPv6, that of the loopback interface last. */
    private static List<InetAddress> addresses() {
        List<InetAddress> outer = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .filter(SharedEngine::isUsable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .sorted(Comparator.comparing(Inet6Address.class::isInstance))
                    .forEach(outer::add);
        } catch (SocketException e) {
            throw new UncheckedIOException("reading the machine's network interfaces", e);
        }
        outer.add(InetAddress.getLoopbackAddress());
        return outer;
    }

    private static boolean isUsable(NetworkInterface one) {
        try {
            return one.isUp() && !one.isLoopback();
        } catch (SocketException gone) {
            return false;
        }
    }
}

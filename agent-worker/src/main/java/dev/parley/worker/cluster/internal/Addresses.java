package dev.parley.worker.cluster.internal;

import java.util.Comparator;

/**
 * The order of nodes by their addresses, {@code host:port}: the host as text, then the port as a number. The same as Akka's
 * {@code Member.addressOrdering}, by which it is decided which half of a cluster goes on.
 */
final class Addresses {
    static final Comparator<String> ORDER =
            Comparator.comparing(Addresses::host).thenComparingInt(Addresses::port);

    private Addresses() {}

    private static String host(String address) {
        return address.substring(0, address.lastIndexOf(':'));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}

package dev.parley.cli.logging;

/** Fields of log lines. */
final class LogFields {
    private LogFields() {}

    /** Whether Akka added the field by itself; the actor's path is no news to people. */
    static boolean isAkka(String key) {
        return key.startsWith("akka") || key.startsWith("sourceActorSystem");
    }
}

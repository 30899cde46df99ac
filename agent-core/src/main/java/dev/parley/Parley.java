package dev.parley;

/** Where an application starts: makes the sessions that it embeds. */
public final class Parley {
    private Parley() {}
}

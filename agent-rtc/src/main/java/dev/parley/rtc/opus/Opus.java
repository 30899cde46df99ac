package dev.parley.rtc.opus;

import java.util.function.Supplier;

/**
 * Makes encoders and decoders of the best implementation there is; immutable, for any thread. Make one and keep it: looking
 * for libopus and trying it takes some ten milliseconds.
 *
 * <p>The system property {@value #PROPERTY} ({@code auto}, {@code libopus} or {@code concentus}) overrides the choice of
 * {@link #load()}; {@link #load(OpusPreference)} is the same in code. libopus takes about a third of the time of the pure Java
 * codec; on Debian it is in the package {@code libopus0}.
 */
public final class Opus {
    /** System property that forces an implementation. */
    public static final String PROPERTY = "parley.rtc.opus";

    private final Codec codec;
    private final OpusImplementation implementation;

    private Opus(Codec codec, String reason) {
        this.codec = codec;
        this.implementation = new OpusImplementation(codec.name(), reason);
    }

    /** The implementation that the system property asks for, {@code auto} if it is not set. */
    public static Opus load() {
        return load(OpusPreference.of(System.getProperty(PROPERTY, "auto")));
    }

    /**
     * The implementation asked for.
     *
     * @throws IllegalStateException if libopus is asked for and can't be used
     */
    public static Opus load(OpusPreference preference) {
        return load(preference, Libopus::load);
    }

    static Opus load(OpusPreference preference, Supplier<Codec> system) {
        return switch (preference) {
            case CONCENTUS -> new Opus(new Concentus(), "as asked for");
            case LIBOPUS -> new Opus(required(system), "as asked for");
            case AUTO -> best(system);
        };
    }

    private static Codec required(Supplier<Codec> system) {
        try {
            return tried(system);
        } catch (LinkageError | RuntimeException e) {
            throw new IllegalStateException(
                    "opus implementation: libopus (expected: one that loads and passes the self test; install it, or set "
                            + PROPERTY + " to auto or concentus): " + e.getMessage(),
                    e);
        }
    }

    private static Opus best(Supplier<Codec> system) {
        try {
            return new Opus(tried(system), "found on this system and passed the self test");
        } catch (LinkageError | RuntimeException e) {
            return new Opus(new Concentus(), "no libopus on this system that works: " + firstLine(e));
        }
    }

    private static Codec tried(Supplier<Codec> system) {
        Codec codec = system.get();
        SelfTest.check(codec);
        return codec;
    }

    /** A loader's message goes on for pages with paths it has tried. */
    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
    }

    /** Which implementation this is, and why. */
    public OpusImplementation implementation() {
        return implementation;
    }

    /** A new encoder; close it. */
    public OpusEncoder encoder(OpusEncoderSettings settings) {
        return codec.encoder(settings);
    }

    /** A new decoder; close it. */
    public OpusDecoder decoder() {
        return codec.decoder();
    }
}

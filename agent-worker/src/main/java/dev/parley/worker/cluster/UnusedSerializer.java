package dev.parley.worker.cluster;

import akka.serialization.JSerializer;

/** Stands for serializers that a worker on its own never needs, see {@link ClusterConfig#alone}. All of them are one to Akka. */
public final class UnusedSerializer extends JSerializer {
    /** Of those above 40, which Akka leaves to applications. */
    private static final int IDENTIFIER = 738_401;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object message) {
        throw unused(message.getClass().getName());
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
        throw unused(bytes.length + " bytes");
    }

    private static UnsupportedOperationException unused(String what) {
        return new UnsupportedOperationException("message for another node: " + what
                + " (expected: none, since this worker is on its" + " own); start it with seed nodes");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnusedSerializer;
    }

    @Override
    public int hashCode() {
        return IDENTIFIER;
    }
}

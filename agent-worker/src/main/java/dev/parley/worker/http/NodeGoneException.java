package dev.parley.worker.http;

/** The node that a call ran on is no part of the cluster any more. */
public final class NodeGoneException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public NodeGoneException(String node) {
        super("node: " + node + " is gone (expected: a node of the cluster)");
    }
}

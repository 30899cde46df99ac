package dev.parley.session.internal;

import dev.parley.session.AgentSession;
import dev.parley.tool.Toolset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Toolsets that come and go together, with an agent's entry or with the session. Thread-safe; both methods may block. */
final class Toolsets {
    private static final Logger LOG = LoggerFactory.getLogger(Toolsets.class);

    private final List<Toolset> toolsets;
    private final String owner;
    private final List<Toolset> begun = new ArrayList<>();
    private Optional<Exception> failure = Optional.empty();
    private boolean asked;

    Toolsets(List<Toolset> toolsets, String owner) {
        this.toolsets = toolsets;
        this.owner = owner;
    }

    boolean isEmpty() {
        return toolsets.isEmpty();
    }

    /** The first call sets them up; those that come meanwhile wait for it. What failed then fails for all of them. */
    synchronized void setup(AgentSession session) throws Exception {
        if (!asked) {
            asked = true;
            setupAll(session);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void setupAll(AgentSession session) {
        try {
            for (Toolset toolset : toolsets) {
                begun.add(toolset);
                toolset.setup(session);
            }
        } catch (Exception failed) {
            failure = Optional.of(failed);
        }
    }

    /** Closes what was to be set up, also what has failed at it. */
    synchronized void close() {
        begun.forEach(this::close);
    }

    private void close(Toolset toolset) {
        try {
            toolset.close();
        } catch (Exception failed) {
            LOG.error("Toolset [{}] of [{}] failed to close.", toolset.id(), owner, failed);
        }
    }
}

package dev.parley.session.internal;

import dev.parley.session.AgentSession;
import dev.parley.tool.Toolset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Toolsets that come and go together, with an agent's entry or with the session. Thread-safe; both methods may block. */
final class Toolsets {
    private static final Logger LOG = LoggerFactory.getLogger(Toolsets.class);

    private final List<Toolset> toolsets;
    private final String owner;
    private boolean asked;

    Toolsets(List<Toolset> toolsets, String owner) {
        this.toolsets = toolsets;
        this.owner = owner;
    }

    boolean isEmpty() {
        return toolsets.isEmpty();
    }

    /** The first call sets them up; those that come meanwhile wait for it. */
    synchronized void setup(AgentSession session) throws Exception {
        if (!asked) {
            asked = true;
            for (Toolset toolset : toolsets) {
                toolset.setup(session);
            }
        }
    }

    /** Closes what somebody has wanted to be set up. */
    synchronized void close() {
        if (asked) {
            toolsets.forEach(this::close);
        }
    }

    private void close(Toolset toolset) {
        try {
            toolset.close();
        } catch (Exception failed) {
            LOG.error("Toolset [{}] of [{}] failed to close.", toolset.id(), owner, failed);
        }
    }
}

package dev.parley.realtime.livekit;

import dev.parley.realtime.livekit.room.RoomState;
import dev.parley.realtime.livekit.rpc.RpcPeers;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What calls need to know, as the room's state tells it. */
final class StatePeers implements RpcPeers {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");
    private static final int MAJOR = 1;
    private static final int MINOR = 8;

    private final Supplier<@Nullable RoomState> state;

    StatePeers(Supplier<@Nullable RoomState> state) {
        this.state = state;
    }

    @Override
    public OptionalInt clientProtocol(String identity) {
        RoomState now = state.get();
        return now == null ? OptionalInt.empty() : now.clientProtocol(identity);
    }

    /** A server that does not tell its version in numbers is taken for a new one. */
    @Override
    public boolean serverForwardsCalls() {
        RoomState now = state.get();
        Matcher version = VERSION.matcher(now == null ? "" : now.serverVersion());
        if (!version.matches()) {
            return true;
        }
        int major = Integer.parseInt(version.group(1));
        return major > MAJOR || (major == MAJOR && Integer.parseInt(version.group(2)) >= MINOR);
    }
}

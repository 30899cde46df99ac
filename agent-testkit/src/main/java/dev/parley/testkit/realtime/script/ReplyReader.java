package dev.parley.testkit.realtime.script;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads replies and rules of a script's file. */
final class ReplyReader {
    private static final Set<String> REPLY_KEYS = Set.of("say", "calls", "after", "fail", "incomplete", "stall");

    private ReplyReader() {}

    static FakeReply reply(Config config) {
        ScriptFile.requireKnown("reply", config, REPLY_KEYS);
        return read(config);
    }

    private static FakeReply read(Config config) {
        List<ReplyPart> parts = new ArrayList<>();
        if (config.hasPath("say")) {
            parts.add(new ReplyPart.Speech(config.getString("say")));
        }
        if (config.hasPath("calls")) {
            config.getConfigList("calls").forEach(call -> parts.add(call(call)));
        }
        Duration after = config.hasPath("after") ? config.getDuration("after") : Duration.ZERO;
        return new FakeReply(parts, ending(config), after);
    }

    private static ReplyPart call(Config config) {
        ScriptFile.requireKnown("call", config, Set.of("tool", "arguments"));
        if (!config.hasPath("arguments")) {
            return new ReplyPart.ToolCall(config.getString("tool"), "{}");
        }
        ConfigValue arguments = config.getValue("arguments");
        String text = arguments.valueType() == ConfigValueType.STRING
                ? config.getString("arguments")
                : arguments.render(ConfigRenderOptions.concise());
        return new ReplyPart.ToolCall(config.getString("tool"), text);
    }

    private static ReplyEnding ending(Config config) {
        if (config.hasPath("fail")) {
            Config fail = config.getConfig("fail");
            ScriptFile.requireKnown("fail", fail, Set.of("type", "code", "message"));
            return new ReplyEnding.Failed(
                    text(fail, "type", "server_error"),
                    text(fail, "code", ""),
                    text(fail, "message", "The server had an error while processing your request."));
        }
        if (config.hasPath("incomplete")) {
            return new ReplyEnding.Incomplete(config.getString("incomplete"));
        }
        boolean stalls = config.hasPath("stall") && config.getBoolean("stall");
        return stalls ? new ReplyEnding.Never() : new ReplyEnding.Completed();
    }

    private static String text(Config config, String key, String otherwise) {
        return config.hasPath(key) ? config.getString(key) : otherwise;
    }

    static ReplyRule rule(Config config) {
        Set<String> known = new HashSet<>(REPLY_KEYS);
        known.addAll(Set.of("heard", "tool"));
        ScriptFile.requireKnown("rule", config, known);
        FakeReply reply = read(config);
        if (config.hasPath("heard") == config.hasPath("tool")) {
            throw new IllegalArgumentException("rule: " + config.root().render(ConfigRenderOptions.concise())
                    + " (expected: either heard = TEXT or tool = NAME)");
        }
        return config.hasPath("heard")
                ? ReplyRule.heard(config.getString("heard"), reply)
                : ReplyRule.toolAnswered(config.getString("tool"), reply);
    }
}

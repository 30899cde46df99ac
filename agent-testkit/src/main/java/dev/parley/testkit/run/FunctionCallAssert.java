package dev.parley.testkit.run;

import dev.parley.chat.FunctionCall;

/** One call of a tool. */
public final class FunctionCallAssert {
    private final EventAssert event;
    private final FunctionCall call;

    FunctionCallAssert(EventAssert event, FunctionCall call) {
        this.event = event;
        this.call = call;
    }

    public FunctionCall call() {
        return call;
    }

    /** It has this argument; values compare as JSON, numbers by their value. */
    public FunctionCallAssert hasArgument(String name, Object value) {
        event.requireArgument(call, name, value);
        return this;
    }
}

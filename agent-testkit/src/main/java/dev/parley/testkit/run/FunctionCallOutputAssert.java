package dev.parley.testkit.run;

import dev.parley.chat.FunctionCallOutput;

/** What one call of a tool came to. */
public final class FunctionCallOutputAssert {
    private final EventAssert event;
    private final FunctionCallOutput output;

    FunctionCallOutputAssert(EventAssert event, FunctionCallOutput output) {
        this.event = event;
        this.output = output;
    }

    public FunctionCallOutput output() {
        return output;
    }

    public FunctionCallOutputAssert isError() {
        if (!output.error()) {
            throw event.failure("output of a call that succeeded (expected: of one that failed)");
        }
        return this;
    }

    public FunctionCallOutputAssert isNoError() {
        if (output.error()) {
            throw event.failure("output of a call that failed (expected: of one that succeeded)");
        }
        return this;
    }

    public FunctionCallOutputAssert containsText(String part) {
        if (!output.output().contains(part)) {
            throw event.failure("output [" + output.output() + "] (expected: with [" + part + "] in it)");
        }
        return this;
    }
}

package dev.parley.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ToolDefinition;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tool that checks its arguments before its code runs, and whose code may block, throw and return anything. */
final class CheckedTool implements FunctionTool {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionTool.class);

    private final ToolDefinition definition;
    private final ArgumentRules rules;
    private final Code code;
    private final ToolExecutor executor;
    private final ToolOptions options;

    CheckedTool(ToolDefinition definition, Code code, ToolExecutor executor) {
        this(definition, code, executor, ToolOptions.standard());
    }

    CheckedTool(ToolDefinition definition, Code code, ToolExecutor executor, ToolOptions options) {
        this.definition = definition;
        this.rules = new ArgumentRules(definition);
        this.code = code;
        this.executor = executor;
        this.options = options;
    }

    @Override
    public ToolOptions options() {
        return options;
    }

    @Override
    public FunctionTool with(ToolOptions newOptions) {
        return new CheckedTool(definition, code, executor, newOptions);
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public CompletionStage<ToolOutcome> execute(String arguments, RunContext context) {
        ToolResults results = new ToolResults(definition.name());
        Duration deadline = options.timeout().orElse(executor.deadline());
        return executor.run(definition.name(), deadline, call -> {
            try {
                return results.of(code.run(rules.read(arguments), new DeadlineContext(context, call)));
            } catch (InvalidArgumentsException e) {
                LOG.warn("Tool [{}] was called with invalid arguments [{}].", definition.name(), e.rule());
                return results.failed("invalid arguments for tool " + definition.name() + ": " + e.getMessage());
            } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
                return results.thrown(e);
            }
        });
    }

    /** What runs once the arguments are known to keep to the schema. */
    @FunctionalInterface
    interface Code {
        @Nullable Object run(ObjectNode arguments, RunContext context) throws Exception;
    }

    @Override
    public String toString() {
        return "tool " + definition.name();
    }
}

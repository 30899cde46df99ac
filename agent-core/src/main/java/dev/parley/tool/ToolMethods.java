package dev.parley.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ToolDefinition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Tool} methods of an object. */
final class ToolMethods {
    private ToolMethods() {}

    static List<FunctionTool> of(Object target, ToolExecutor executor) {
        List<FunctionTool> tools = annotated(target.getClass()).stream()
                .map(method -> tool(target, method, executor))
                .toList();
        if (tools.isEmpty()) {
            throw new IllegalArgumentException("tools of " + target.getClass().getName()
                    + ": none (expected: at least one public method with @Tool)");
        }
        return tools;
    }

    /** In the order of names: reflection's own order changes from run to run, and with it the model's prompt. */
    private static List<Method> annotated(Class<?> type) {
        Map<String, Method> methods = new LinkedHashMap<>();
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Method method : declaring.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Tool.class) && !method.isBridge()) {
                    methods.putIfAbsent(method.getName() + Arrays.toString(method.getParameterTypes()), method);
                }
            }
        }
        return methods.values().stream()
                .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
                .toList();
    }

    private static FunctionTool tool(Object target, Method method, ToolExecutor executor) {
        String where = "tool method " + method.getDeclaringClass().getSimpleName() + "." + method.getName();
        if (!Modifier.isPublic(method.getModifiers())) {
            throw new IllegalArgumentException(where + ": not public (expected: a public method)");
        }
        if (!method.trySetAccessible()) {
            throw new IllegalArgumentException(where + ": not accessible (expected: its package open to dev.parley)");
        }
        List<Argument> arguments = Arrays.stream(method.getParameters())
                .map(parameter -> Argument.of(parameter, where))
                .toList();
        Tool tool = method.getAnnotation(Tool.class);
        String name = tool.name().isEmpty() ? method.getName() : tool.name();
        ToolDefinition definition = new ToolDefinition(name, tool.description(), schema(arguments, where));
        return new CheckedTool(
                definition,
                (json, context) -> call(target, method, values(arguments, json, context)),
                executor,
                options(tool, where));
    }

    private static ToolOptions options(Tool tool, String where) {
        try {
            ToolOptions options =
                    ToolOptions.standard().with(tool.flags()).onDuplicate(tool.onDuplicate(), tool.duplicateScope());
            return tool.timeoutSeconds() == 0 ? options : options.timeout(Duration.ofSeconds(tool.timeoutSeconds()));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(where + ": " + wrong.getMessage(), wrong);
        }
    }

    private static ObjectNode schema(List<Argument> arguments, String where) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (Argument argument : arguments) {
            if (argument.isContext()) {
                continue;
            }
            if (properties.has(argument.name())) {
                throw new IllegalArgumentException(
                        where + ": parameter " + argument.name() + " (expected: each name once)");
            }
            properties.set(argument.name(), argument.schema(where));
            if (argument.required()) {
                required.add(argument.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private static Object[] values(List<Argument> arguments, ObjectNode json, RunContext context)
            throws InvalidArgumentsException {
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            Argument argument = arguments.get(i);
            values[i] = argument.isContext()
                    ? context
                    : ToolJson.read(json.path(argument.name()), argument.type(), argument.name());
        }
        return values;
    }

    private static @Nullable Object call(Object target, Method method, Object[] values) throws Exception {
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** A parameter as the model sees it. */
    private record Argument(String name, Type type, String description) {

        static Argument of(Parameter parameter, String where) {
            Param param = parameter.getAnnotation(Param.class);
            if (parameter.getType() == RunContext.class) {
                return new Argument("", RunContext.class, "");
            }
            boolean named = param != null && !param.name().isEmpty();
            if (!named && !parameter.isNamePresent()) {
                throw new IllegalArgumentException(where + ": parameter names are missing from the class file"
                        + " (expected: compiled with -parameters, or @Param(name = …))");
            }
            return new Argument(
                    param != null && named ? param.name() : parameter.getName(),
                    parameter.getParameterizedType(),
                    param == null ? "" : param.value());
        }

        boolean isContext() {
            return type == RunContext.class;
        }

        boolean required() {
            return optional().isEmpty();
        }

        ObjectNode schema(String where) {
            ObjectNode schema = ToolSchemas.of(optional().orElse(type), where + ": parameter " + name);
            return description.isEmpty() ? schema : schema.put("description", description);
        }

        private Optional<Type> optional() {
            return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
                    ? Optional.of(generic.getActualTypeArguments()[0])
                    : Optional.empty();
        }
    }
}

package dev.parley.tool;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.lang.reflect.Type;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON to arguments and results to JSON, by the same names as {@link ToolSchemas} writes. */
final class ToolJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), new ParameterNamesModule())
            .annotationIntrospector(new ParamNames())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ToolJson() {}

    static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    static String write(Object value) throws JsonProcessingException {
        return MAPPER.writeValueAsString(value);
    }

    static <T> T read(JsonNode json, Class<T> type, String field) throws InvalidArgumentsException {
        return type.cast(read(json, (Type) type, field));
    }

    /** The JSON as a value of the type; absent (a missing node) is an empty {@code Optional}. */
    static Object read(JsonNode json, Type type, String field) throws InvalidArgumentsException {
        JavaType target = MAPPER.constructType(type);
        try {
            Object value = MAPPER.treeToValue(json.isMissingNode() ? MAPPER.nullNode() : json, target);
            if (value == null) {
                throw new InvalidArgumentsException(field + ": is required", field + ": required");
            }
            return value;
        } catch (JacksonException e) {
            throw unreadable(e, field, target);
        }
    }

    private static InvalidArgumentsException unreadable(JacksonException e, String field, JavaType target) {
        String path = path(e, field);
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException cause) {
            return new InvalidArgumentsException(path + ": " + cause.getMessage(), path + ": refused by its type", e);
        }
        String rule = path + ": not a valid " + target.getRawClass().getSimpleName();
        return new InvalidArgumentsException(rule, rule, e);
    }

    private static String path(JacksonException e, String field) {
        if (!(e instanceof JsonMappingException mapping)) {
            return field;
        }
        String inner = mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return field.isEmpty() ? inner : inner.isEmpty() ? field : field + "." + inner;
    }

    /** {@link Param#name} names a record's component, as it does a parameter. */
    private static final class ParamNames extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable PropertyName findNameForDeserialization(Annotated annotated) {
            PropertyName named = named(annotated);
            return named != null ? named : super.findNameForDeserialization(annotated);
        }

        @Override
        public @Nullable PropertyName findNameForSerialization(Annotated annotated) {
            PropertyName named = named(annotated);
            return named != null ? named : super.findNameForSerialization(annotated);
        }

        private static @Nullable PropertyName named(Annotated annotated) {
            Param param = annotated.getAnnotation(Param.class);
            return param == null || param.name().isEmpty() ? null : PropertyName.construct(param.name());
        }
    }
}

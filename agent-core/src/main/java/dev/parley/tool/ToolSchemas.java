package dev.parley.tool;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON schemas of argument types, written out in place: models handle references badly. */
final class ToolSchemas {
    private static final SchemaGenerator GENERATOR = generator();

    private ToolSchemas() {}

    /**
     * The schema of one argument.
     *
     * @param where names the declaration in the error
     * @throws IllegalArgumentException if the type can't be an argument
     */
    static ObjectNode of(Type type, String where) {
        ArgumentTypes.check(type, where);
        synchronized (GENERATOR) {
            return GENERATOR.generateSchema(type);
        }
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(
                        Option.INLINE_ALL_SCHEMAS,
                        Option.STANDARD_FORMATS,
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_OPTIONALS);
        builder.forFields()
                .withRequiredCheck(field -> !field.getType().isInstanceOf(Optional.class))
                .withTargetTypeOverridesResolver(ToolSchemas::inOptional)
                .withDescriptionResolver(ToolSchemas::description)
                .withPropertyNameOverrideResolver(ToolSchemas::name);
        return new SchemaGenerator(builder.build());
    }

    private static @Nullable List<ResolvedType> inOptional(FieldScope field) {
        return field.getType() != null && field.getType().isInstanceOf(Optional.class)
                ? field.getType().typeParametersFor(Optional.class)
                : null;
    }

    private static @Nullable String description(FieldScope field) {
        Param param = field.getAnnotation(Param.class);
        return param == null ? null : param.value();
    }

    private static @Nullable String name(FieldScope field) {
        Param param = field.getAnnotation(Param.class);
        return param == null || param.name().isEmpty() ? null : param.name();
    }
}

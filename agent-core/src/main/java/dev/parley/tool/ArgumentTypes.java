package dev.parley.tool;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which Java types a model's argument can be. */
final class ArgumentTypes {
    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            boolean.class,
            Boolean.class,
            byte.class,
            Byte.class,
            short.class,
            Short.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            float.class,
            Float.class,
            double.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Instant.class,
            Duration.class,
            Period.class);
    private static final Set<Class<?>> COLLECTIONS = Set.of(List.class, Set.class, Collection.class);
    private static final String RULE = " (expected: String, a number, boolean, enum, java.time type, record, or a List,"
            + " Set, Map<String, …> or Optional of those)";

    private ArgumentTypes() {}

    /** @throws IllegalArgumentException naming the place and the type, if it or a part of it can't be an argument */
    static void check(Type type, String where) {
        check(type, where, List.of());
    }

    private static void check(Type type, String where, List<Class<?>> enclosing) {
        if (type instanceof Class<?> plain) {
            checkClass(plain, where, enclosing);
        } else if (type instanceof ParameterizedType generic) {
            checkGeneric(generic, where, enclosing);
        } else {
            throw unsupported(type, where);
        }
    }

    private static void checkClass(Class<?> type, String where, List<Class<?>> enclosing) {
        if (SCALARS.contains(type) || type.isEnum()) {
            return;
        }
        if (!type.isRecord()) {
            throw unsupported(type, where);
        }
        if (enclosing.contains(type)) {
            throw new IllegalArgumentException(
                    where + ": record " + type.getName() + " holds itself (expected: a record without cycles)");
        }
        List<Class<?>> inside = new ArrayList<>(enclosing);
        inside.add(type);
        for (RecordComponent component : type.getRecordComponents()) {
            check(component.getGenericType(), where + "." + component.getName(), inside);
        }
    }

    private static void checkGeneric(ParameterizedType type, String where, List<Class<?>> enclosing) {
        Type[] of = type.getActualTypeArguments();
        if (COLLECTIONS.contains(type.getRawType()) || type.getRawType() == Optional.class) {
            check(of[0], where, enclosing);
        } else if (type.getRawType() == Map.class && of[0] == String.class) {
            check(of[1], where, enclosing);
        } else {
            throw unsupported(type, where);
        }
    }

    private static IllegalArgumentException unsupported(Type type, String where) {
        return new IllegalArgumentException(where + ": type " + type.getTypeName() + RULE);
    }
}

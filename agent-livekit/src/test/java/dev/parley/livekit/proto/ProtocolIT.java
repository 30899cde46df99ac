package dev.parley.livekit.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.parley.livekit.fixture.PythonPeer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our messages against LiveKit's own, as the installed Python package livekit-protocol has them. */
class ProtocolIT {
    private static final List<FileDescriptor> OURS = List.of(
            LivekitModels.getDescriptor(),
            LivekitRtc.getDescriptor(),
            LivekitAgent.getDescriptor(),
            LivekitAgentDispatch.getDescriptor(),
            LivekitRoom.getDescriptor(),
            LivekitSip.getDescriptor(),
            LivekitEgress.getDescriptor(),
            LivekitIngress.getDescriptor(),
            LivekitWebhook.getDescriptor());

    private static String version = "";
    private static final Map<String, String> THEIRS = new TreeMap<>();

    @BeforeAll
    static void askPython() throws Exception {
        String[] lines = PythonPeer.run(Duration.ofMinutes(1), ProtocolIT.class, "descriptors.py")
                .split("\n", 2);
        version = lines[0];
        FileDescriptorSet files =
                FileDescriptorSet.parseFrom(Base64.getDecoder().decode(lines[1]));
        files.getFileList().forEach(file -> describe(file, THEIRS));
    }

    @Test
    void shouldCompareWithTheVersionThatIsWrittenDown() {
        assertThat(version).isEqualTo("1.1.29");
        assertThat(THEIRS).hasSizeGreaterThan(1500);
    }

    @Test
    void shouldSayNothingThatLiveKitDoesNot() {
        Map<String, String> ours = new TreeMap<>();
        OURS.forEach(file -> describe(file.toProto(), ours));

        assertThat(ours).hasSizeGreaterThan(900);
        assertThat(ours.entrySet().stream()
                        .filter(own -> !own.getValue().equals(THEIRS.get(own.getKey())))
                        .map(own ->
                                own.getKey() + ": " + own.getValue() + " (expected: " + THEIRS.get(own.getKey()) + ")"))
                .isEmpty();
    }

    @Test
    void shouldHaveWholeEnumsSoThatNoValueIsTakenForUnknown() {
        Map<String, String> ours = new TreeMap<>();
        OURS.forEach(file -> describe(file.toProto(), ours));

        assertThat(THEIRS.keySet().stream()
                        .filter(name -> name.startsWith("enum "))
                        .filter(name -> ours.keySet().stream().anyMatch(own -> own.startsWith(enumOf(name))))
                        .filter(name -> !ours.containsKey(name)))
                .isEmpty();
    }

    private static String enumOf(String value) {
        return value.substring(0, value.lastIndexOf(' ') + 1);
    }

    /** One entry for each thing that decides what is on the wire or in JSON. */
    private static void describe(FileDescriptorProto file, Map<String, String> found) {
        file.getEnumTypeList().forEach(type -> describe(file.getPackage(), type, found));
        file.getMessageTypeList().forEach(type -> describe(file.getPackage(), type, found));
        file.getServiceList().forEach(service -> describe(file.getPackage(), service, found));
    }

    private static void describe(String scope, ServiceDescriptorProto service, Map<String, String> found) {
        for (MethodDescriptorProto method : service.getMethodList()) {
            found.put(
                    "method " + scope + "." + service.getName() + "/" + method.getName(),
                    method.getInputType() + " -> " + method.getOutputType() + " " + method.getClientStreaming()
                            + method.getServerStreaming());
        }
    }

    private static void describe(String scope, EnumDescriptorProto type, Map<String, String> found) {
        type.getValueList()
                .forEach(value -> found.put(
                        "enum " + scope + "." + type.getName() + " " + value.getName(),
                        String.valueOf(value.getNumber())));
    }

    private static void describe(String scope, DescriptorProto type, Map<String, String> found) {
        String name = scope + "." + type.getName();
        found.put("message " + name, "map entry: " + type.getOptions().getMapEntry());
        type.getFieldList().forEach(field -> found.put("field " + name + " " + field.getName(), shape(type, field)));
        type.getEnumTypeList().forEach(inner -> describe(name, inner, found));
        type.getNestedTypeList().forEach(inner -> describe(name, inner, found));
    }

    private static String shape(DescriptorProto type, FieldDescriptorProto field) {
        String oneof =
                field.hasOneofIndex() ? type.getOneofDecl(field.getOneofIndex()).getName() : "";
        return field.getNumber() + " " + field.getLabel() + " " + field.getType() + " " + field.getTypeName() + " json "
                + field.getJsonName() + " oneof " + oneof + " optional " + field.getProto3Optional();
    }
}

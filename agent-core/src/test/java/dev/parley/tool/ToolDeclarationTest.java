package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolDeclarationTest {

    static class Hidden {
        @Tool(description = "d")
        String secret() {
            return "";
        }
    }

    static class Twice {
        @Tool(description = "d")
        public String find(String name) {
            return name;
        }

        @Tool(description = "d")
        public String find(int number) {
            return "" + number;
        }
    }

    static class Unsupported {
        @Tool(description = "d")
        public String read(InputStream from) {
            return "" + from;
        }
    }

    record Node(String name, List<Node> children) {}

    static class Endless {
        @Tool(description = "d")
        public String walk(Node node) {
            return "" + node;
        }
    }

    static class OddKeys {
        @Tool(description = "d")
        public String count(Map<Integer, String> byNumber) {
            return "" + byNumber;
        }
    }

    static class BadName {
        @Tool(description = "d", name = "find it")
        public String find() {
            return "";
        }
    }

    @Test
    void shouldRefuseAMethodThatIsNotPublic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of(new Hidden()))
                .withMessage("tool method Hidden.secret: not public (expected: a public method)");
    }

    @Test
    void shouldRefuseANameUsedTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of(new Twice()))
                .withMessageStartingWith("tool name: find (expected: each name once");
    }

    @Test
    void shouldRefuseATypeThatAModelCantWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of(new Unsupported()))
                .withMessageStartingWith(
                        "tool method Unsupported.read: parameter from: type java.io.InputStream (expected: String,");
    }

    @Test
    void shouldRefuseARecordThatHoldsItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of(new Endless()))
                .withMessageContaining("parameter node.children: record " + Node.class.getName() + " holds itself");
    }

    @Test
    void shouldRefuseKeysThatAreNotStrings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of(new OddKeys()))
                .withMessageContaining("parameter byNumber: type java.util.Map<java.lang.Integer, java.lang.String>");
    }

    @Test
    void shouldRefuseANameThatModelsDontTake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of(new BadName()))
                .withMessage("tool name: find it (expected: 1 to 64 letters, digits, '_' or '-')");
    }

    @Test
    void shouldRefuseAnObjectWithoutTools() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTools.of("text"))
                .withMessage("tools of java.lang.String: none (expected: at least one public method with @Tool)");
    }
}

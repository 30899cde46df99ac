package dev.parley.offline.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole order, typed, with the sample's kind of dialogue and tools that answer by table. */
@Timeout(30)
class OrderByTextTest {
    private final Talk talk = Talk.with(Dialogue.resource(OrderByTextTest.class, "order/dialogue.conf"))
            .tool("get_price", "{\"available\":true,\"price\":10.0}")
            .tool("get_stock", "{\"stock\":50}")
            .tool("add_item", "{\"ok\":true}")
            .tool(
                    "list_products",
                    "{\"products\":[{\"name\":\"pizza\",\"price\":10},{\"name\":\"salad\",\"price\":5.5}]}")
            .tool(
                    "summarize",
                    "{\"items\":[{\"product\":\"pizza\",\"quantity\":2},{\"product\":\"ice cream\",\"quantity\":1}]}")
            .tool("set_phone", "saved")
            .tool("set_address", "{\"summary\":\"Two pizzas to 12 main street\",\"total\":23.5}")
            .tool("place_order", "{\"order\":17}")
            .tool("end_call", "bye");

    @Test
    void shouldTakeAWholeOrder() {
        assertThat(talk.open()).isEqualTo("Hello, this is the order desk. What would you like?");
        assertThat(talk.say("What is the price of the pizza?")).isEqualTo("The pizza costs $10.");
        assertThat(talk.calls()).containsExactly("get_price{\"product\":\"pizza\"}");

        assertThat(talk.say("I'd like two pizzas and an ice cream, please"))
                .isEqualTo("That is 2 pizzas and 1 ice cream. Anything else?");
        assertThat(talk.calls())
                .containsExactlyInAnyOrder(
                        "add_item{\"product\":\"pizza\",\"quantity\":2}",
                        "add_item{\"product\":\"ice cream\",\"quantity\":1}");

        assertThat(talk.say("no, thank you"))
                .isEqualTo("You ordered 2 pizzas and 1 ice cream. What is your phone number?");
        assertThat(talk.say("my number is double five five one two three four"))
                .isEqualTo("Thank you. What is your address?");
        assertThat(talk.calls()).containsExactly("set_phone{\"phone\":\"5551234\"}");

        assertThat(talk.say("I live at 12 Main Street"))
                .isEqualTo("Two pizzas to 12 main street. The total is $23.50. Is that right?");
        assertThat(talk.calls()).containsExactly("set_address{\"house\":12,\"street\":\"main street\"}");
        assertThat(talk.say("yes")).isEqualTo("Thank you, your order is on its way. Goodbye.");
    }

    @Test
    void shouldTakeAnAddressThatIsTyped() {
        talk.say("two pizzas");
        talk.say("that's all");
        talk.say("5551234");

        talk.say("my address is 7b Rue de l'Église, Lyon");

        assertThat(talk.calls()).containsExactly("set_address{\"text\":\"7 b rue de leglise lyon\"}");
    }

    @Test
    void shouldStayInItsStateWhenAToolFails() {
        talk.say("one salad");
        talk.say("that's everything");
        talk.failing("set_phone", "the number is too short");

        assertThat(talk.say("one two three four five"))
                .isEqualTo("Sorry, the number is too short. Please say your phone number again.");
        talk.tool("set_phone", "saved");
        assertThat(talk.say("five five five one two three four")).isEqualTo("Thank you. What is your address?");
    }

    @Test
    void shouldHelpByTheStateWhenNothingIsUnderstood() {
        assertThat(talk.say("the weather is nice")).startsWith("Sorry, I didn't understand.");
        talk.say("one salad");
        talk.say("nothing else");
        assertThat(talk.say("the weather is nice")).isEqualTo("Please say your phone number, digit by digit.");
    }

    @Test
    void shouldAskForMoreWhenTheOrderIsEmpty() {
        talk.tool("summarize", "{\"items\":[]}");

        assertThat(talk.say("that's all")).isEqualTo("You haven't ordered anything yet. What would you like?");
        assertThat(talk.say("a pizza")).isEqualTo("That is 1 pizza. Anything else?");
    }

    @Test
    void shouldSayThatAProductIsSoldOut() {
        talk.tool("get_price", "{\"available\":false}");

        assertThat(talk.say("how much is the salad")).isEqualTo("Sorry, the salad is sold out.");
    }

    @Test
    void shouldSayAListOfWhatThereIs() {
        assertThat(talk.say("what do you have")).isEqualTo("We have pizza for $10 and salad for $5.50.");
    }

    @Test
    void shouldRepeatWhatItSaidLast() {
        talk.say("what is the price of the pizza");

        assertThat(talk.say("say that again")).isEqualTo("The pizza costs $10.");
    }

    @Test
    void shouldAnswerAnInstruction() {
        talk.say("hello");

        assertThat(talk.instruct("Say goodbye to the caller.")).isEqualTo("Goodbye.");
        assertThat(talk.instruct("Tell the caller \"The kitchen is closing.\"")).isEqualTo("The kitchen is closing.");
    }
}

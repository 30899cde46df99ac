package dev.parley.samples.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.parley.offline.dialogue.RuleDialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data that the sample comes with, talked through with the offline language model. */
@Timeout(60)
class OrderDialogueTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path directory;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Talk talk(DataFiles files) {
        Desk desk = new Desk(directory, files.orderData(), "call-1");
        return new Talk(KIT.system(), new RuleDialogue(files.dialogue()), desk);
    }

    @Test
    void shouldTakeAWholeOrder() {
        Talk talk = talk(DataFiles.at("data"));

        assertThat(talk.say("what is the price of the pizza")).isEqualTo("The pizza costs 10 dollars.");
        assertThat(talk.say("how many salads do you have")).isEqualTo("We have 100 salads in stock.");
        assertThat(talk.say("I would like two pizzas and an ice cream please"))
                .isEqualTo("I have added 2 pizzas and 1 ice cream. Anything else?");
        assertThat(talk.say("three salads")).isEqualTo("I have added 3 salads. Anything else?");
        assertThat(talk.say("remove one salad"))
                .isEqualTo("I have taken that off. You have 2 pizzas, 1 ice cream and 2 salads. Anything else?");
        assertThat(talk.say("what is my total"))
                .isEqualTo("You have 2 pizzas, 1 ice cream and 2 salads. That is 33 dollars.");
        assertThat(talk.say("no that's all")).endsWith("That is 33 dollars. What is your phone number?");
        assertThat(talk.say("five five five oh one double nine"))
                .isEqualTo("Thank you. Which street and house number shall we deliver to?");
        assertThat(talk.say("twelve baker street"))
                .isEqualTo("You have 2 pizzas, 1 ice cream and 2 salads, 33 dollars, to 12 Baker Street."
                        + " Shall I place the order?");
        assertThat(talk.say("yes please"))
                .isEqualTo("Thank you. Your order number is 1. We deliver 2 pizzas, 1 ice cream and 2 salads"
                        + " to 12 Baker Street. Goodbye!");

        assertThat(talk.desk.store.orders(10)).singleElement().satisfies(order -> {
            assertThat(order.phone()).isEqualTo("5550199");
            assertThat(order.total()).isEqualByComparingTo("33");
        });
        assertThat(talk.calls)
                .startsWith("get_price{\"product\":\"pizza\"}", "get_stock{\"product\":\"salad\"}")
                .contains("add_item{\"product\":\"pizza\",\"quantity\":2}");
    }

    @Test
    void shouldAskBackForWhatItCantUse() {
        Talk talk = talk(DataFiles.at("data"));

        assertThat(talk.say("what is the price of the lobster")).startsWith("Sorry, we do not have that.");
        assertThat(talk.say("fifty one pizzas"))
                .isEqualTo("Sorry, we only have 50 pizzas left. How many would you like?");
        assertThat(talk.say("that's all")).startsWith("You have not ordered anything yet.");
        talk.say("a pizza");
        talk.say("that's all");
        assertThat(talk.say("one two three"))
                .isEqualTo("Sorry, a phone number has 7 to 15 digits. What is your phone number?");
        assertThat(talk.say("I'd rather not say"))
                .isEqualTo("Sorry, a phone number has 7 to 15 digits. What is your phone number?");
        talk.say("555 0100");
        assertThat(talk.say("Elm Street 5")).startsWith("Sorry, we do not deliver to that street.");
        assertThat(talk.say("Main Street")).isEqualTo("Which house number?");
        assertThat(talk.say("number five")).endsWith("to 5 Main Street. Shall I place the order?");
        assertThat(talk.say("no")).isEqualTo("What would you like to change?");
        assertThat(talk.say("remove the pizza")).contains("Your order is empty.");
        assertThat(talk.say("blah blah")).startsWith("Sorry, I did not understand.");
    }

    @ParameterizedTest
    @CsvSource({
        "how much is a salad,The salad costs 5 dollars.",
        "what does an ice cream cost,The ice cream costs 3 dollars.",
        "What's the price of the pizzas?,The pizza costs 10 dollars.",
        "how much are the ice creams,The ice cream costs 3 dollars.",
        "'Hello, do you have any pizza left?',We have 50 pizzas in stock.",
        "'what do you have','We have pizzas, salads and ice creams. What would you like?'"
    })
    void shouldUnderstandOtherPhrasings(String said, String answer) {
        assertThat(talk(DataFiles.at("data")).say(said)).isEqualTo(answer);
    }

    /** Other products, prices and phrasings are an edit of the data alone. */
    @Test
    void shouldSellWhatIsAddedToTheDataWithoutNewCode() throws IOException {
        for (String name : new String[] {"catalogue.json", "streets.json", "dialogue.conf"}) {
            Files.copy(Path.of("data", name), directory.resolve(name));
        }
        edit("catalogue.json", "\"products\": [", """
                "products": [
                { "name": "lemonade", "also": ["soda"], "price": 2.5, "stock": 12 },""");
        edit("catalogue.json", "\"price\": 10.0", "\"price\": 11.0");
        edit("streets.json", "\"streets\": [", "\"streets\": [ \"Elm Street\",");
        edit("dialogue.conf", "\"(place|finish|complete)", "\"wrap it up\"\n      \"(place|finish|complete)");

        Talk talk = talk(DataFiles.at(directory.toString()));

        assertThat(talk.say("what is the price of the pizza")).isEqualTo("The pizza costs 11 dollars.");
        assertThat(talk.say("how much is a soda")).isEqualTo("The lemonade costs 2.50 dollars.");
        assertThat(talk.say("two lemonades and one pizza"))
                .isEqualTo("I have added 2 lemonades and 1 pizza. Anything else?");
        assertThat(talk.say("wrap it up")).contains("That is 16 dollars.");
        talk.say("555 0100");
        assertThat(talk.say("nine elm street")).contains("to 9 Elm Street.");
        assertThat(talk.say("yes")).contains("Your order number is 1.");
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(directory.resolve(file), text.replace(from, to));
    }
}

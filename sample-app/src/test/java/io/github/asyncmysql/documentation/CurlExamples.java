package io.github.asyncmysql.documentation;

import io.github.asyncmysql.documentation.Pages.Snippet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands {@code curl} of a page, understood as far as pages use them. Stateless. */
public final class CurlExamples {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern COMMAND =
            Pattern.compile("(?:printf '([^']*)' \\| )?curl (.*?)(?: +# (\\d{3}|\\w+))?");
    private static final String HOST = "localhost:8080";

    private CurlExamples() {}

    /**
     * One request. Immutable.
     *
     * @param command the command as the page shows it
     * @param path path and query
     * @param contentType of the body, empty without one
     * @param body the body, empty for none, which makes it a {@code GET}
     * @param status the status that the page names, 0 for one of success
     */
    public record Request(String command, String path, String contentType, String body, int status) {

        @Override
        public String toString() {
            return command;
        }
    }

    /** All of a page, such as {@code docs/sample.md}. */
    public static List<Request> of(String page) {
        Path file = Pages.page(page);
        List<Request> requests = new ArrayList<>();
        for (Snippet snippet : Pages.snippets(file)) {
            snippet.text()
                    .lines()
                    .filter(line -> line.contains("curl "))
                    .map(CurlExamples::read)
                    .forEach(requests::add);
        }
        return requests;
    }

    private static Request read(String line) {
        Matcher command = COMMAND.matcher(line);
        if (!command.matches()) {
            throw new IllegalArgumentException("not understood: " + line);
        }
        String input = command.group(1) == null ? "" : command.group(1).replace("\\n", "\n");
        String remark = command.group(3);
        String path = "";
        String contentType = "";
        String body = "";
        List<String> words = new ArrayList<>();
        WORD.matcher(command.group(2))
                .results()
                .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-H" -> contentType = words.get(++i).replace("Content-Type: ", "");
                case "-d" -> body = words.get(++i);
                case "--data-binary" -> body = words.get(++i).equals("@-") ? input : "";
                default -> path = words.get(i).replace(HOST, "");
            }
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("not understood: " + line);
        }
        return new Request(
                line, path, contentType, body, remark != null && remark.matches("\\d+") ? Integer.parseInt(remark) : 0);
    }
}

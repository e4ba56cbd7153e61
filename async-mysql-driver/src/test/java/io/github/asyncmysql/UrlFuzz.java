package io.github.asyncmysql;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Any text as a connection URL: refused with an {@link IllegalArgumentException} that says nothing of the password, or taken
 * apart so that the same parts, put together again, mean the same. Thread-safe.
 */
public final class UrlFuzz implements FuzzTarget {

    /** No name of a setting may hold an underscore, so nothing that quotes names can show it. */
    private static final String SECRET = "canary_word";

    private static final List<String> URLS = List.of(
            "mysql://app:~@db.example.com:3306/shop?max-size=20&ssl-mode=required&connect-timeout=500ms",
            "mariadb://app:~@[::1]:3307?zero-dates=null&session-time-zone=%2B02:00",
            "mysql://us%40er:p%25~@localhost/a%2Fb?name=x&on-release=always&echo=true",
            "mysql://app:~%@h",
            "mysql://app:~/x@h",
            "mysql://app:x?~@h",
            "mysql://app:~#@h?max-size=0",
            "mysql://localhost",
            "mysql://app:~@a,b:3307,[::1]:1/shop",
            "mysql+srv://app:~@_mysql._tcp.example.org/shop",
            "jdbc:mysql://app:~@h");

    @Override
    public String name() {
        return "url";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (String url : URLS) {
            seeds.put(url, url.getBytes(StandardCharsets.UTF_8));
        }
        return seeds;
    }

    @Override
    public void run(byte[] input) {
        // A tilde stands for the password, which no fuzzer would hit upon.
        String url = new String(input, StandardCharsets.UTF_8).replace("~", SECRET);
        MySqlUrl parsed;
        try {
            parsed = MySqlUrl.parse(url);
        } catch (IllegalArgumentException e) {
            checkMessage(e);
            return;
        }
        Map<String, String> settings = parsed.settings();
        long secrets = settings.values().stream()
                .filter(value -> value.contains(SECRET))
                .count();
        boolean inPassword = settings.getOrDefault("password", "").contains(SECRET);
        check(!inPassword || secrets > 1 || !parsed.toString().contains(SECRET), "no text shows the password");
        same(MySqlUrl.parse(print(settings)).settings(), settings, "put together again it means the same");
        try {
            MySqlConfig config = parsed.config().build();
            String hosts = settings.get("hosts");
            if (hosts == null) {
                same(config.host(), settings.get("host"), "host");
            } else {
                same(config.hosts().size(), hosts.split(",", -1).length, "hosts");
            }
            same(config.password(), settings.getOrDefault("password", config.password()), "password");
            check(!inPassword || secrets > 1 || !config.toString().contains(SECRET), "no text shows the password");
            parsed.poolConfig().build();
        } catch (IllegalArgumentException e) {
            checkMessage(e);
        }
    }

    private static void checkMessage(IllegalArgumentException refusal) {
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            check(!String.valueOf(each.getMessage()).contains(SECRET), "no message shows the password");
        }
    }

    private static String print(Map<String, String> settings) {
        StringBuilder url = new StringBuilder("mysql://");
        Map<String, String> rest = new TreeMap<>(settings);
        String username = rest.remove("username");
        String password = rest.remove("password");
        if (username != null) {
            url.append(encode(username))
                    .append(password == null ? "" : ":" + encode(password))
                    .append('@');
        }
        String hosts = rest.remove("hosts");
        String host = hosts != null ? hosts : String.valueOf(rest.remove("host"));
        url.append(hosts == null && host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        String port = rest.remove("port");
        url.append(port == null ? "" : ":" + port);
        String database = rest.remove("database");
        url.append(database == null ? "" : "/" + encode(database));
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        rest.forEach((name, value) -> query.add(name + "=" + encode(value)));
        return url.append(query).toString();
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02X", each & 0xff));
        }
        return encoded.toString();
    }
}

package io.github.asyncmysql.spring.boot.web;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.FlowAdapters;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The same controller in Spring MVC and in WebFlux. */
final class WebApps {

    static final String LISTENING = "listening on port ";
    static final String ENDLESS =
            "select a.n as id, repeat('x', 500) as name from web_numbers a" + " join web_numbers b join web_numbers c";

    private WebApps() {}

    /** A row. Immutable. */
    public record Item(long id, String name) {}

    /** What controllers may return. Thread-safe. */
    @RestController
    static class Items {

        private final AsyncMySqlOperations mysql;
        private final MySqlPool pool;
        private final AtomicLong emitted = new AtomicLong();

        Items(AsyncMySqlOperations mysql, MySqlPool pool) {
            this.mysql = mysql;
            this.pool = pool;
        }

        @GetMapping("/future")
        CompletableFuture<Item> future() {
            return mysql.queryForObject("select 1 as id, 'a' as name", Item.class);
        }

        @GetMapping("/mono")
        Mono<Item> mono() {
            return Mono.fromFuture(this::future);
        }

        @GetMapping("/missing")
        CompletableFuture<Item> missing() {
            return mysql.queryForObject("select 1 as id, 'a' as name where false", Item.class);
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.NOT_FOUND)
        void notFound(EmptyResultDataAccessException failure) {}

        @GetMapping("/publisher")
        Flow.Publisher<Item> publisher() {
            return mysql.queryForStream("select 1 as id, 'a' as name union all select 2, 'b' order by id", Item.class);
        }

        @GetMapping("/flux")
        Flux<Item> flux() {
            return Flux.from(FlowAdapters.toPublisher(publisher()));
        }

        @GetMapping(path = "/endless", produces = MediaType.APPLICATION_NDJSON_VALUE)
        Flow.Publisher<Item> endless() {
            return mysql.queryForStream(ENDLESS, Item.class);
        }

        @GetMapping(path = "/rows/{count}", produces = MediaType.APPLICATION_NDJSON_VALUE)
        Flow.Publisher<Item> rows(@PathVariable int count) {
            emitted.set(0);
            String sql = "select a.n + 1000 * b.n + 1000000 * c.n as id, repeat('x', 2000) as name from web_numbers a"
                    + " join web_numbers b join web_numbers c limit " + count;
            return mysql.queryForStream(sql, row -> {
                emitted.incrementAndGet();
                return new Item(row.getLong(0), row.getString(1));
            });
        }

        @GetMapping("/emitted")
        long emitted() {
            return emitted.get();
        }

        @GetMapping("/slow")
        CompletableFuture<Integer> slow() {
            return mysql.queryForObject("select sleep(1)", Integer.class);
        }

        /** Statements that run or wait for a connection. */
        @GetMapping("/demand")
        int demand() {
            return pool.stats().inUse() + pool.stats().waiting();
        }

        @GetMapping("/used")
        int used() {
            return pool.stats().inUse();
        }

        /** The trace that callbacks see. */
        @GetMapping("/trace")
        CompletableFuture<String> trace() {
            return mysql.queryForObject("select 1", Integer.class).thenCompose(one -> {
                String inCallback = MDC.get("traceId");
                return mysql.queryForObject("select 2", Integer.class)
                        .thenApply(two -> inCallback + " " + MDC.get("traceId"));
            });
        }

        /** The trace that the server has got beside the statement. */
        @GetMapping("/trace-at-server")
        CompletableFuture<String> traceAtServer() {
            return mysql.queryForObject("select mysql_query_attribute_string('traceparent')", String.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Items.class)
    static class MvcApp {

        public static void main(String[] arguments) {
            run(MvcApp.class, WebApplicationType.SERVLET, arguments);
        }

        @EventListener
        void tellThePort(WebServerInitializedEvent event) {
            System.out.println(LISTENING + event.getWebServer().getPort());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Items.class)
    static class FluxApp {

        public static void main(String[] arguments) {
            run(FluxApp.class, WebApplicationType.REACTIVE, arguments);
        }

        // Tomcat is there, too, for MVC. Its buffers are left to the garbage collection: WebFlux drops the row that it
        // has just
        // encoded when its client leaves.
        @Bean
        NettyReactiveWebServerFactory webServer() {
            NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
            factory.addServerCustomizers(
                    server -> server.childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false, true)));
            return factory;
        }

        @EventListener
        void tellThePort(WebServerInitializedEvent event) {
            System.out.println(LISTENING + event.getWebServer().getPort());
        }
    }

    static ConfigurableApplicationContext run(Class<?> app, WebApplicationType type, String... arguments) {
        SpringApplication application = new SpringApplication(app);
        application.setWebApplicationType(type);
        return application.run(arguments);
    }
}

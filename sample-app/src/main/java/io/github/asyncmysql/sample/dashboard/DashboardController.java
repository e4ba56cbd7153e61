package io.github.asyncmysql.sample.dashboard;

import java.util.List;
import java.util.concurrent.Flow;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the page shows. Thread-safe. */
@RestController
@RequestMapping("/dashboard")
class DashboardController {

    private final Sampler sampler;

    DashboardController(Sampler sampler) {
        this.sampler = sampler;
    }

    @GetMapping("/history")
    List<Vitals.Point> history() {
        return sampler.history();
    }

    /** One event per second. */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flow.Publisher<Vitals> events() {
        return sampler.events();
    }
}

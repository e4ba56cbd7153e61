package io.github.asyncmysql.sample.dashboard;

import io.github.asyncmysql.sample.ledger.Account;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The buttons of the page. Guarded by {@link ControlGuard}. Thread-safe. */
@RestController
@RequestMapping(ControlController.PATH)
@ConditionalOnBooleanProperty(Controls.ENABLED)
class ControlController {

    static final String PATH = "/dashboard/controls";

    private static final int MOST_USERS = 500;
    private static final int HUNDRED = 100;

    private final Controls controls;

    ControlController(Controls controls) {
        this.controls = controls;
    }

    /**
     * A load to start. Immutable.
     *
     * @param users how many users
     * @param writes how many of a hundred things they do are transfers
     */
    record NewLoad(
            @Min(1) @Max(MOST_USERS) int users,
            @Min(0) @Max(HUNDRED) int writes) {}

    @PostMapping("/load")
    CompletableFuture<ControlState> startLoad(@Valid @RequestBody NewLoad load) {
        return controls.startLoad(load.users(), load.writes()).thenApply(started -> controls.state());
    }

    @DeleteMapping("/load")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stopLoad() {
        controls.stopLoad();
    }

    @PostMapping("/examples")
    CompletableFuture<List<Account>> openExamples() {
        return controls.openExamples();
    }

    @PostMapping("/pool/evict")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void evict() {
        controls.evict();
    }

    @PostMapping("/pool/suspend")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void suspend() {
        controls.suspend();
    }

    @PostMapping("/pool/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resume() {
        controls.resume();
    }

    @DeleteMapping("/connections/{id}")
    CompletableFuture<ResponseEntity<Void>> kill(@PathVariable long id) {
        return controls.kill(id)
                .thenApply(known -> ResponseEntity.status(known ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND)
                        .build());
    }

    @PostMapping("/database/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stopDatabase() {
        database().stop();
    }

    @PostMapping("/database/start")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void startDatabase() {
        database().start();
    }

    private DatabaseControl database() {
        DatabaseControl database = controls.database();
        if (database == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "The sample has not brought up its database.");
        }
        return database;
    }
}

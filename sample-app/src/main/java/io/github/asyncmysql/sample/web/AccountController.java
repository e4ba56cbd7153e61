package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.Account;
import io.github.asyncmysql.sample.ledger.Ledger;
import io.github.asyncmysql.sample.ledger.NewAccount;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Opens, finds and shows accounts. Thread-safe. */
@RestController
@RequestMapping("/accounts")
@Tag(name = "Accounts")
class AccountController {

    private final Ledger ledger;

    AccountController(Ledger ledger) {
        this.ledger = ledger;
    }

    @PostMapping
    @Operation(summary = "Open an account")
    @ApiResponse(responseCode = "201", description = "Opened")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "422", ref = ApiDescription.PROBLEM)
    CompletableFuture<ResponseEntity<Account>> open(@Valid @RequestBody NewAccount account) {
        return ledger.open(account).thenApply(opened -> ResponseEntity.created(URI.create("/accounts/" + opened.id()))
                .body(opened));
    }

    @GetMapping
    @Operation(
            summary = "Accounts in the order in which they were opened",
            description = "The header Link leads to the next page, where there may be one.")
    @ApiResponse(responseCode = "200", description = "A page")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "422", ref = ApiDescription.PROBLEM)
    CompletableFuture<ResponseEntity<List<Account>>> accounts(
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(defaultValue = "0") @Min(0) long after,
            @RequestParam(defaultValue = "100") @Min(1) @Max(NextPage.LARGEST) int limit,
            UriComponentsBuilder self) {
        self.path("/accounts").queryParam("limit", limit);
        if (owner != null) {
            self.queryParam("owner", "{owner}");
        }
        return ledger.accounts(owner, after, limit)
                .thenApply(accounts -> NextPage.of(accounts, limit, last -> self.queryParam("after", last.id())
                        .build(String.valueOf(owner))));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One account")
    @ApiResponse(responseCode = "200", description = "The account")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "404", ref = ApiDescription.PROBLEM)
    CompletableFuture<Account> account(@PathVariable long id) {
        return ledger.account(id);
    }
}

package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.ImportProgress;
import io.github.asyncmysql.sample.ledger.Imports;
import io.github.asyncmysql.sample.ledger.NewAccount;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Validator;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Opens accounts from a file of any length, which is read as it arrives. Its methods wait, which is cheap where requests have
 * virtual threads. Thread-safe.
 */
@RestController
@RequestMapping("/imports")
@Tag(name = "Imports")
class ImportController {

    private static final String CSV = "text/csv";

    private final Imports imports;
    private final Validator validator;
    private final JsonMapper json;
    private final CsvMapper csv = new CsvMapper();

    ImportController(Imports imports, Validator validator, JsonMapper json) {
        this.imports = imports;
        this.validator = validator;
        this.json = json;
    }

    @PostMapping(consumes = {MediaType.APPLICATION_NDJSON_VALUE, CSV})
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Open an account for each row of a file",
            description = "A table has the columns owner and balance, and their names in its first row.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string")),
                @Content(mediaType = CSV, schema = @Schema(type = "string"))
            })
    @ApiResponse(responseCode = "201", description = "All rows are in the database")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "422", ref = ApiDescription.PROBLEM)
    ImportProgress open(@RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type, InputStream body) {
        ObjectReader reader = type.isCompatibleWith(MediaType.valueOf(CSV))
                ? csv.readerFor(NewAccount.class).with(CsvSchema.emptySchema().withHeader())
                : json.readerFor(NewAccount.class);
        return imports.open(new ValidRows(reader.readValues(body), validator));
    }

    @GetMapping
    @Operation(
            summary = "The latest imports and how many rows of them are in the database",
            description = "Newest first.")
    List<ImportProgress> latest() {
        return imports.latest();
    }
}

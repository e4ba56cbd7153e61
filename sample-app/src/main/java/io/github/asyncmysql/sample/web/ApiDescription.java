package io.github.asyncmysql.sample.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the description of the interface (OpenAPI) says beyond what the controllers do. Stateless. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    /** Refers to the answer that every failure has. */
    static final String PROBLEM = "#/components/responses/Problem";

    @Bean
    OpenAPI ledgerApi() {
        return new OpenAPI()
                .info(new Info().title("Ledger").version("1").description("Accounts, and transfers between them."))
                .components(new Components().addResponses("Problem", problem()));
    }

    private static ApiResponse problem() {
        ObjectSchema schema = new ObjectSchema();
        schema.addProperty("status", new IntegerSchema());
        schema.addProperty("title", new StringSchema());
        schema.addProperty("detail", new StringSchema());
        schema.addProperty("instance", new StringSchema());
        return new ApiResponse()
                .description("Why it was not done (RFC 9457)")
                .content(new Content().addMediaType("application/problem+json", new MediaType().schema(schema)));
    }

    /** Every operation needs the database. */
    @Bean
    GlobalOpenApiCustomizer databaseMayBeGone() {
        return api -> api.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().addApiResponse("503", new ApiResponse().$ref(PROBLEM)));
    }
}

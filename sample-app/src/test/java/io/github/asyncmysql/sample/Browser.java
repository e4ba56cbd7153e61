package io.github.asyncmysql.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, as it is installed on this machine. Confined to one test. */
final class Browser implements AutoCloseable {

    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts it. Where there is none the test is aborted, with one loud line. */
    static Browser start() {
        Optional<Path> driver = installed("chromedriver");
        Optional<Path> browser =
                PROGRAMS.stream().flatMap(name -> installed(name).stream()).findFirst();
        if (driver.isEmpty() || browser.isEmpty()) {
            System.out.println("!!!!!!!! There is no Chromium with its chromedriver on the PATH: the page is NOT tested"
                    + " (on Debian: apt-get install chromium chromium-driver) !!!!!!!!");
            Assumptions.abort("no Chromium with chromedriver");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.get().toFile());
        options.setCapability("goog:loggingPrefs", logs);
        // A container has neither the rights for a sandbox nor much shared memory.
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get().toFile())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(Path.of(folder, program), Path.of(folder, program + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void open(String address) {
        driver.get(address);
    }

    /** What an element shows. */
    String text(String id) {
        return driver.findElement(By.id(id)).getText();
    }

    boolean isShown(String id) {
        return driver.findElement(By.id(id)).isDisplayed();
    }

    /** The number that an element shows; 0 if it shows none. */
    double number(String id) {
        String digits = text(id).replaceAll("[^0-9.]", "");
        return digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }

    void awaitText(String id, String part) {
        Awaitility.await(id + " shows " + part).atMost(PATIENCE).until(() -> text(id).contains(part));
    }

    void awaitShown(String id, boolean shown) {
        Awaitility.await(id + " is shown: " + shown).atMost(PATIENCE).until(() -> isShown(id) == shown);
    }

    void awaitMoreThan(String id, double number) {
        Awaitility.await(id + " shows more than " + number).atMost(PATIENCE).until(() -> number(id) > number);
    }

    /** Presses the key Enter on an element, as those do who use no mouse. */
    void press(String id) {
        driver.findElement(By.id(id)).sendKeys(Keys.ENTER);
    }

    /** Sets a slider with the keyboard to its smallest value and so many steps to the right. */
    void slide(String form, String name, int steps) {
        WebElement slider = driver.findElement(By.cssSelector("#" + form + " [name=" + name + "]"));
        slider.sendKeys(Keys.HOME);
        for (int step = 0; step < steps; step++) {
            slider.sendKeys(Keys.ARROW_RIGHT);
        }
    }

    void type(String form, String name, String text) {
        driver.findElement(By.cssSelector("#" + form + " [name=" + name + "]")).sendKeys(text);
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    void size(int width, int height, int scale) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", width < height));
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** What the browser has complained about since this was asked last. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    void screenshot(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}

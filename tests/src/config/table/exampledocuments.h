#pragma once

#include <string_view>

// Configurations as they were written for the older proxies: same keys and forms, names of our own.
namespace penstock::config::test
{

inline constexpr std::string_view olderBaseYaml = R"(# Base configuration
name: "Contoso OpenAI Gateway"
version: "1.2.0"
port: 3010

routing:
  strategy: "failover"  # failover, weighted, round_robin
  retries: 3
  timeout: 60

logging:
  level: "INFO"
  file: "../logs/app.log"
  max_size: 5242880  # 5MB
  backup_count: 3
  feishu_webhook: "${FEISHU_WEBHOOK_URL}"

monitoring:
  stats_window_minutes: 5
  additional_windows: [15, 30, 60]

# Instance configuration
instances:
  - name: "north"
    provider_type: "azure"
    api_key: "${AZURE_API_KEY_1}"
    api_base: "https://north.openai.azure.com"
    api_version: "2024-08-01-preview"
    priority: 100
    weight: 100
    max_tpm: 240000
    supported_models:
      - "gpt-4o-mini"
      - "gpt-4o"
      - "gpt-4o-2024-11-20"  # Full versioned model name
    model_deployments:
      gpt-4o-mini: "gpt4omini"
      gpt-4o: "gpt4o"
      gpt-4o-2024-11-20: "gpt4o-november"
)";

inline constexpr std::string_view olderProductionYaml = R"(
routing:
  strategy: "weighted"
logging:
  level: WARNING
instances:
  - name: "south"
    api_key: "${AZURE_API_KEY_2}"
    api_base: "https://south.openai.azure.com/"
    api_version: "2024-08-01-preview"
    weight: 50
    supported_models: ["gpt-4o"]
  - name: "north"
    weight: 50
    max_tpm: null
)";

inline constexpr std::string_view olderDotEnv = R"(# Instances
AZURE_INSTANCES=primary,backup
AZURE_ROUTING_STRATEGY=failover

AZURE_INSTANCE_PRIMARY_API_KEY=first-key-of-contoso
AZURE_INSTANCE_PRIMARY_API_BASE=https://first.openai.azure.com
AZURE_INSTANCE_PRIMARY_API_VERSION=2023-07-01-preview
AZURE_INSTANCE_PRIMARY_PRIORITY=10             # Lower number = higher priority
AZURE_INSTANCE_PRIMARY_WEIGHT=100
AZURE_INSTANCE_PRIMARY_MAX_TPM=240000

AZURE_INSTANCE_BACKUP_API_KEY=second-key-of-contoso
AZURE_INSTANCE_BACKUP_API_BASE=https://second.openai.azure.com
AZURE_INSTANCE_BACKUP_PRIORITY=20

MODEL_MAP_GPT4o=gpt4o
MODEL_MAP_GPT35TURBO=gpt35

TOKEN_RATE_LIMIT=30000
USE_REDIS_RATE_LIMITER=false
REDIS_URL=redis://localhost:6379/0
LOG_LEVEL=INFO
PORT=3010
)";

inline constexpr std::string_view stateAsList = R"({
  "instances": [
    {
      "name": "north",
      "api_base": "https://moved.openai.azure.com",
      "api_key": "${AZURE_API_KEY_1}",
      "priority": 7,
      "status": "healthy",
      "current_tpm": 12450,
      "last_error": null,
      "rate_limited_until": null
    }
  ],
  "updated_at": 1708995734.5
}
)";

inline constexpr std::string_view stateAsMapping = R"({"instances": {"north": {
  "api_base": "https://moved.openai.azure.com", "api_key": "${AZURE_API_KEY_1}", "priority": 7,
  "status": "healthy", "current_tpm": 12450}}}
)";

} // namespace penstock::config::test

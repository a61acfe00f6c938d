-- What the sample host keeps beside Suasor's tables. Of a token only its SHA-256 is stored.
CREATE TABLE IF NOT EXISTS public.api_tokens (
    token_hash bytea PRIMARY KEY,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    last_used_at timestamp with time zone
);

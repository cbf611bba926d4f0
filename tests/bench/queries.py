"""Queries as readers of machine-learning papers type them."""

from __future__ import annotations

QUERIES = tuple(
    line.strip()
    for line in """
    transformer
    attention is all you need
    large language models
    scaling laws
    scaling laws for neural language models
    reinforcement learning from human feedback
    direct preference optimization
    diffusion models
    latent diffusion
    text to image generation
    video generation
    chain of thought
    retrieval augmented generation
    mixture of experts
    state space model
    mamba
    low rank adaptation
    parameter efficient fine-tuning
    quantization
    4-bit
    knowledge distillation
    pruning
    lottery ticket
    sparse attention
    flash attention
    long context
    position embedding
    rotary
    tokenizer
    byte level
    instruction tuning
    in-context learning
    few-shot
    zero-shot classification
    contrastive learning
    self-supervised representation
    masked autoencoder
    vision transformer
    object detection
    semantic segmentation
    3d gaussian splatting
    neural radiance fields
    point cloud
    graph neural networks
    molecule generation
    protein folding
    drug discovery
    time series forecasting
    anomaly detection
    federated learning
    differential privacy
    membership inference
    adversarial examples
    certified robustness
    out-of-distribution detection
    uncertainty calibration
    conformal prediction
    bayesian optimization
    gaussian process
    variational inference
    normalizing flows
    energy-based models
    score matching
    optimal transport
    generative adversarial networks
    causal inference
    treatment effect
    fairness
    interpretability
    sparse autoencoder
    mechanistic interpretability
    grokking
    double descent
    "double descent"
    implicit bias
    neural tangent kernel
    loss landscape
    sharpness aware minimization
    adam optimizer
    learning rate warmup
    batch normalization
    residual networks
    mlp mixer
    kolmogorov-arnold
    speech recognition
    text to speech
    machine translation
    summarization
    question answering
    code generation
    program synthesis
    theorem proving
    math reasoning
    hallucination
    jailbreak
    red teaming
    watermark
    benchmark contamination
    robot manipulation
    imitation learning
    offline reinforcement learning
    model-based planning
    multi-agent
    recommendation systems
    title:grokking
    "language model" -vision
    overparam* generalization
    efficient transformer OR linear attention
    date:2023..2024 diffusion
    is:starred attention
    has:code benchmark
    """.strip().splitlines()
)

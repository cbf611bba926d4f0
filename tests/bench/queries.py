"""Queries as readers of machine-learning papers type them."""

from __future__ import annotations

from collections.abc import Iterable

from readlist.domain.query import Fact, Phrase, Word, leaves, parse

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

# Typed letter by letter: each beginning is a query of its own, as the search box sends it.
TYPED = (
    "transformer",
    "scaling law",
    "reinforcement learning from human feedback",
    "large language models",
    "diffusion model distillation",
    "retrieval augmented generation",
    "learning to learn",
    "a novel method for",
    "neural networks",
    "GPT-4",
    "k-NN",
    "LoRA: low-rank",
    "title:attention",
    '"in-context learning"',
    "robot grasp*",
)
# Words that stand in most abstracts, operators, hyphens, names, beginnings, fields of text.
MORE = tuple(
    line.strip()
    for line in """
    learning
    model
    data
    we propose
    a novel method
    a novel method for
    the
    state of the art
    deep learning
    neural network
    the performance of the model
    in this paper we propose a novel
    our method outperforms the state of the art
    code is available
    results show that
    based on
    large scale data
    training
    training data
    language
    image
    is all you need
    how to
    on the
    how do transformers learn
    what is a good representation
    "large language models"
    "we propose a"
    "state of the art"
    "in this paper"
    "deep neural networks"
    "reinforcement learning" policy
    "graph neural network" molecules
    "mixture of experts" routing
    "chain of thought" reasoning
    "attention is all you need"
    "self-supervised learning" speech
    "stochastic gradient descent" convergence
    "zero-shot" transfer
    title:"language models"
    title:transformer
    title:diffusion video
    title:learning
    title:"a survey"
    title:graph*
    title:benchmark -image
    abstract:grokking
    abstract:"state of the art" segmentation
    abstract:learning title:robot
    transformer OR convolution
    diffusion OR flow OR score
    GAN OR VAE OR diffusion
    language OR image OR video
    "image generation" OR "video generation"
    (diffusion OR flow) matching
    (speech OR audio) recognition noise
    (graph OR hypergraph) neural -molecule
    robot (grasping OR manipulation) -simulation
    (LLM OR "language model") agents
    transformer -attention
    learning -deep
    model -language
    neural networks -image -vision
    reinforcement learning -offline
    -learning transformer
    "diffusion model" -"text to image"
    detection -(video OR audio)
    tran*
    learn*
    over*
    re* learning
    gen* model
    multi*
    auto* encoder
    quant* training
    inter* causal
    robot grasp*
    meta* few-shot
    optim* convergence
    GPT-4
    GPT-4 reasoning
    k-NN
    F1
    t5
    LoRA
    QLoRA
    MoE
    ImageNet
    ResNet-50
    CIFAR-10
    ViT
    CLIP zero-shot
    Llama 2
    BERT fine-tuning
    Q-learning
    t-SNE
    f-divergence
    l1 regularization
    text-to-image
    state-of-the-art
    vision-language models
    fine-grained recognition
    end-to-end autonomous driving
    low-resource languages
    spatio-temporal
    sim-to-real
    semi-supervised
    cross-lingual
    pre-trained
    non-convex optimization
    O(n log n)
    3D
    2d pose
    Schrodinger bridge
    Schrödinger
    Poincaré
    Erdős
    Frank-Wolfe
    Nesterov acceleration
    Wasserstein distance
    Kullback Leibler divergence
    Langevin dynamics
    Monte Carlo tree search
    Markov decision process
    Hopfield
    Bradley-Terry
    multi armed bandit regret
    thompson sampling
    submodular maximization
    sample complexity lower bound
    PAC-Bayes
    minimax optimal
    kernel ridge regression
    random forest
    decision trees tabular
    click-through rate prediction
    medical image segmentation
    EEG
    remote sensing
    weather forecasting
    traffic prediction
    materials discovery
    single-cell
    quantum machine learning
    spiking neural networks
    tensor decomposition
    optimal control
    safe reinforcement learning
    reward hacking
    exploration bonus
    world models
    tool use agents
    web agents benchmark
    unlearning
    backdoor attacks
    prompt injection
    model merging
    speculative decoding
    KV cache compression
    continual learning forgetting
    domain adaptation shift
    data augmentation
    curriculum learning
    active learning
    noisy labels
    long-tailed
    open-vocabulary
    visual question answering
    image captioning
    depth estimation
    optical flow
    pose estimation
    super-resolution
    image compression
    neural architecture search
    hyperparameter tuning
    overfitting
    generalisation bounds
    colour
    Deep Residual Learning for Image Recognition
    An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale
    Adam: A Method for Stochastic Optimization
    LoRA: Low-Rank Adaptation of Large Language Models
    Scaling Laws for Neural Language Models
    Training language models to follow instructions with human feedback
    Chain-of-Thought Prompting Elicits Reasoning in Large Language Models
    Denoising Diffusion Probabilistic Models
    Learning Transferable Visual Models From Natural Language Supervision
    Direct Preference Optimization: Your Language Model is Secretly a Reward Model
    """.strip().splitlines()
)
# Words beside facts: what an index of words alone cannot answer.
FACTS = (
    "has:code language",
    "has:code",
    "date:2023",
    "date:2024 transformer",
    "date:>=2022 reinforcement learning",
    "date:..2020 neural networks",
    "status:inbox graph",
    "is:unread diffusion -video",
    "comments:>=30 learning",
    "has:date robot",
    "date:2021 OR date:2023",
    "(has:code OR comments:>=20) benchmark",
    "-has:code generation",
    "authors:>=5 speech",
    "date:2023..2024 title:transformer",
    "tag:none federated learning",
)


def searches(titles: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """The queries of words alone, in typing order, ``titles`` pasted whole behind them; and those
    with facts. Each once."""
    typed = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    words, facts = [], []
    for query in dict.fromkeys([*typed, *QUERIES, *MORE, *titles, *FACTS]):
        asked = {type(leaf) for leaf in leaves(parse(query).root, negated=True)}
        if Fact in asked:
            facts.append(query)
        elif asked & {Word, Phrase}:
            words.append(query)
    return words, facts
